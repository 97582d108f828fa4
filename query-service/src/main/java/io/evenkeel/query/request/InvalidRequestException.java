package io.evenkeel.query.request;

/** A request that is refused. The message says what was found, what is expected and what to write. */
public final class InvalidRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String title;
    private final String where;

    private InvalidRequestException(int status, String code, String title, String where, String detail) {
        super(detail);
        this.status = status;
        this.code = code;
        this.title = title;
        this.where = where;
    }

    /** A query parameter, path segment or header that cannot be understood: 400. */
    public static InvalidRequestException parameter(String name, String detail) {
        return new InvalidRequestException(400, "invalid-parameter", "Invalid parameter", name, detail);
    }

    /** A body that is not the JSON it should be: 400. */
    public static InvalidRequestException malformed(String detail) {
        return new InvalidRequestException(400, "malformed-body", "Malformed body", "", detail);
    }

    /** A member of a body that has no meaning here, by JSON pointer: 422. */
    public static InvalidRequestException member(String code, String title, String pointer, String detail) {
        return new InvalidRequestException(422, code, title, pointer, detail);
    }

    /** An entity that the catalogue does not have: 404. */
    public static InvalidRequestException unknownEntity(String detail) {
        return new InvalidRequestException(404, "unknown-entity", "Unknown entity", "entity", detail);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** A stable slug. */
    public String code() {
        return code;
    }

    /** The same for every problem of that code. */
    public String title() {
        return title;
    }

    /** The parameter's name, or the JSON pointer of the member (it begins with a slash); empty for the whole body. */
    public String where() {
        return where;
    }
}
