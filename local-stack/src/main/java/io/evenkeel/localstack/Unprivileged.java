package io.evenkeel.localstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to run Postgres, which refuses to run as root. For root that is a user namespace, in which the process sees
 * itself as nobody and still owns root's files; where namespaces are forbidden, it is nobody in truth.
 */
enum Unprivileged {
    /** We are not root. */
    AS_WE_ARE(List.of()) {
        @Override
        void own(Path folder) {}
    },
    /** Root, in a user namespace of its own. */
    USER_NAMESPACE(List.of("unshare", "-U")) {
        @Override
        void own(Path folder) {
            changeOwner(folder, "0");
        }
    },
    /** Root, as user nobody, who is given the data. */
    NOBODY(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")) {
        @Override
        void own(Path folder) {
            changeOwner(folder, "65534");
        }

        @Override
        Optional<Path> cacheFolder() {
            return Optional.of(Path.of("/var/cache/evenkeel"));
        }
    };

    private final List<String> prefix;

    Unprivileged(List<String> prefix) {
        this.prefix = List.copyOf(prefix);
    }

    static Unprivileged detect() {
        if (!Commands.run(List.of("id", "-u")).output().equals("0")) {
            return AS_WE_ARE;
        }
        if (Commands.available("unshare") && USER_NAMESPACE.runs("true")) {
            return USER_NAMESPACE;
        }
        if (Commands.available("setpriv")) {
            return NOBODY;
        }
        throw new LocalStackException("Postgres does not run as root, and this machine has neither unshare nor setpriv."
                + " Run as an ordinary user, or install util-linux.");
    }

    /** Gives a folder and all in it to the user that Postgres will run as. */
    abstract void own(Path folder);

    /** Where programs are kept that this user runs, if not in the cache folder of the user that we are. */
    Optional<Path> cacheFolder() {
        return Optional.empty();
    }

    /** Fails with advice where Postgres itself would only say "permission denied". */
    void requireAccess(Path folder) {
        if (!runs("test", "-x", folder.toString())) {
            throw new LocalStackException("Postgres does not run as root, and the user that it runs as may not enter "
                    + folder + ". Choose a place that others may enter (for programs that is EVENKEEL_CACHE), or run as"
                    + " an ordinary user.");
        }
    }

    /** The command as it has to be run. */
    List<String> command(List<String> command) {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(command);
        return line;
    }

    private boolean runs(String... command) {
        return Commands.run(command(List.of(command))).succeeded();
    }

    private static void changeOwner(Path folder, String id) {
        Commands.run(List.of("chown", "-R", id + ":" + id, folder.toString()));
    }
}
