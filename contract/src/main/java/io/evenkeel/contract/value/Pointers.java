package io.evenkeel.contract.value;

/** JSON pointers (RFC 6901). */
public final class Pointers {
    private Pointers() {}

    /** The pointer of an object's member. */
    public static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** The pointer of an array's element. */
    public static String child(String pointer, int index) {
        return pointer + "/" + index;
    }
}
