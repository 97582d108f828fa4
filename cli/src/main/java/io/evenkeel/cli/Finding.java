package io.evenkeel.cli;

/**
 * What the doctor found.
 *
 * @param name what was looked at
 * @param state whether it is in order
 * @param found what is there
 * @param advice what to do; empty where nothing is to be done
 */
record Finding(String name, State state, String found, String advice) {
    enum State {
        /** In order. */
        GOOD("ok"),
        /** Not in the way, but worth knowing. */
        NOTE("note"),
        /** In the way. */
        BROKEN("BROKEN");

        private final String mark;

        State(String mark) {
            this.mark = mark;
        }

        String mark() {
            return mark;
        }
    }

    static Finding good(String name, String found) {
        return new Finding(name, State.GOOD, found, "");
    }

    static Finding note(String name, String found, String advice) {
        return new Finding(name, State.NOTE, found, advice);
    }

    static Finding broken(String name, String found, String advice) {
        return new Finding(name, State.BROKEN, found, advice);
    }
}
