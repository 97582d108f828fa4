package io.evenkeel.bench;

/** One way to do the work. */
public interface Contender {

    /** What it is called in the report, with the setting that tells it from its variants. */
    String name();

    /** Sets a stage up, outside the clock. */
    Trial prepare() throws Exception;
}
