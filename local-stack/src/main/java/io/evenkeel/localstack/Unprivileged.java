package io.evenkeel.localstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to run Postgres, which refuses to run as root. For root that is a user namespace, in which the process sees
 * itself as nobody and still owns root's files; where namespaces are forbidden, it is nobody in truth.
 */
enum Unprivileged {
    /** We are not root. */
    AS_WE_ARE {
        @Override
        List<String> prefix() {
            return List.of();
        }
    },
    /** Root, in a user namespace of its own. */
    USER_NAMESPACE {
        @Override
        List<String> prefix() {
            return List.of("unshare", "-U");
        }
    },
    /** Root, as user nobody, who is given the data. */
    NOBODY {
        @Override
        List<String> prefix() {
            return List.of("setpriv", "--reuid", ID, "--regid", ID, "--clear-groups");
        }

        @Override
        void own(Path folder) {
            Commands.run(List.of("chown", "-R", ID + ":" + ID, folder.toString()));
        }
    };

    private static final String ID = "65534";

    abstract List<String> prefix();

    /** Gives a folder to the user that Postgres will run as. */
    void own(Path folder) {}

    static Unprivileged detect() {
        if (!Commands.run(List.of("id", "-u")).output().equals("0")) {
            return AS_WE_ARE;
        }
        if (Commands.available("unshare")
                && Commands.run(List.of("unshare", "-U", "id", "-u")).output().equals(ID)) {
            return USER_NAMESPACE;
        }
        if (Commands.available("setpriv")) {
            return NOBODY;
        }
        throw new LocalStackException(
                "Postgres does not run as root, and this machine has neither unshare nor setpriv. Run as an ordinary user,"
                        + " or install util-linux.");
    }

    /** The command as it has to be run; its program must be one that the user can reach. */
    List<String> command(List<String> command) {
        List<String> line = new ArrayList<>(prefix());
        line.addAll(command);
        return line;
    }
}
