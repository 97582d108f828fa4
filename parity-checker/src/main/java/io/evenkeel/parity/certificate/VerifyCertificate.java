package io.evenkeel.parity.certificate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.catalogue.InvalidCatalogueException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a certificate in a process of its own, beside or without a running checker: {@code VerifyCertificate FILE [KEY]}.
 * The environment says where Kafka and the databases are. Prints one JSON document, a report or a problem; exit status 0
 * when all that was done held and the log was replayed, 1 when something did not hold, 2 when there was nothing to verify, 3
 * when the signature held and the log was not replayed.
 */
public final class VerifyCertificate {
    private static final int HELD = 0;
    private static final int FAILED = 1;
    private static final int REFUSED = 2;
    private static final int NOT_REPLAYED = 3;

    private VerifyCertificate() {}

    /** What came of it: the document and the exit status. */
    record Result(ObjectNode document, int status) {}

    public static void main(String... arguments) {
        // Kafka's client reports its settings; what matters of its failures is in the report.
        Logger.getLogger("").setLevel(Level.OFF);
        Result result = run(arguments, System.getenv(), read -> System.err.printf("%d records of the log%n", read));
        System.out.println(result.document().toPrettyString());
        System.exit(result.status());
    }

    static Result run(String[] arguments, Map<String, String> environment, Consumer<Long> progress) {
        if (arguments.length < 1 || arguments.length > 2) {
            return refused("wrong-use", "arguments are the certificate's file and, if you know it, the public key");
        }
        Path file = Path.of(arguments[0]);
        SignedCertificate certificate;
        try {
            certificate = SignedCertificate.parse(Files.readString(file));
        } catch (NoSuchFileException missing) {
            return refused("no-such-file", file + " is not there");
        } catch (SignedCertificate.NotACertificateException other) {
            return refused("not-a-certificate", file + " is no certificate of Evenkeel: " + other.getMessage());
        } catch (MalformedInputException binary) {
            return refused("not-a-certificate", file + " is no certificate of Evenkeel: it is not UTF-8 text");
        } catch (IOException unreadable) {
            return refused("not-readable", file + " cannot be read: " + unreadable.getMessage());
        }
        VerifyingKey trusted;
        try {
            trusted = arguments.length == 2 ? key(arguments[1]) : null;
        } catch (IllegalArgumentException noKey) {
            return refused("not-a-key", "the key that was given is " + noKey.getMessage());
        } catch (IOException unreadable) {
            return refused("not-readable", arguments[1] + " cannot be read: " + unreadable.getMessage());
        }
        Catalogue catalogue;
        try {
            catalogue = Catalogue.load(packs(environment.get("EVENKEEL_PACKS")));
        } catch (InvalidCatalogueException invalid) {
            return refused("invalid-catalogue", String.valueOf(invalid.getMessage()));
        }
        String sqlite = environment.get("SQLITE_PATH");
        CertificateVerifier.Sources sources = new CertificateVerifier.Sources(
                catalogue,
                environment.get("KAFKA_BOOTSTRAP_SERVERS"),
                sqlite == null ? null : Path.of(sqlite),
                environment.get("SUPABASE_DB_URL"));
        VerificationReport report = new CertificateVerifier(sources, progress).verify(certificate, trusted);
        int status = report.replayed() ? HELD : NOT_REPLAYED;
        return new Result(CertificateJson.write(report), report.held() ? status : FAILED);
    }

    /** A key as text, or the file that holds it. */
    private static VerifyingKey key(String given) throws IOException {
        boolean file = given.length() < 4_096 && !given.startsWith("-----") && Files.isRegularFile(Path.of(given));
        return VerifyingKey.parse(file ? Files.readString(Path.of(given)) : given);
    }

    private static List<Path> packs(@Nullable String setting) {
        return setting == null || setting.isBlank()
                ? List.of()
                : Arrays.stream(setting.split(",", -1))
                        .map(String::strip)
                        .map(Path::of)
                        .toList();
    }

    private static Result refused(String code, String detail) {
        ObjectNode problem = JsonNodeFactory.instance.objectNode();
        problem.put("type", "urn:evenkeel:problem:" + code);
        problem.put("title", "Nothing was verified");
        problem.put("detail", detail);
        return new Result(problem, REFUSED);
    }
}
