package io.evenkeel.parity.certificate;

import io.evenkeel.kit.Admin;
import io.evenkeel.kit.Problems;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Signed statements of what the log held, and whether both stores held it. */
@Path("/v1/parity/certificates")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class CertificateResource {
    private final Certificates certificates;

    CertificateResource(Certificates certificates) {
        this.certificates = certificates;
    }

    /**
     * The key that signs.
     *
     * @param algorithm {@code Ed25519}
     * @param key Base64 of the SubjectPublicKeyInfo
     * @param fingerprint for people to compare
     */
    record Key(String algorithm, String key, String fingerprint) {}

    @POST
    @Admin
    @Operation(summary = "Issues a certificate of where the log and both stores stand now")
    public Response issue() {
        SignedCertificate issued = signing(certificates::issue);
        return Response.created(URI.create(
                        "/v1/parity/certificates/" + issued.certificate().id()))
                .entity(issued.text())
                .build();
    }

    @GET
    @Path("{id}")
    @Operation(summary = "A certificate as it was issued, also one of a decision on the stage")
    public String get(@PathParam("id") String id) {
        return certificates.get(id);
    }

    @GET
    @Path("key")
    @Operation(summary = "The public key that signs certificates")
    public Key key() {
        VerifyingKey key = signing(certificates::key);
        return new Key(VerifyingKey.ALGORITHM, key.text(), key.fingerprint());
    }

    private static <T> T signing(Supplier<T> work) {
        try {
            return work.get();
        } catch (SigningKey.UnusableException unusable) {
            throw Problems.unavailable(
                    "signing-key-unusable", String.valueOf(unusable.getMessage()), Duration.ofMinutes(1));
        }
    }
}
