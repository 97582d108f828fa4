package io.evenkeel.e2e.faults;

import java.util.List;

/** Something that Evenkeel promises whatever happens to its processes: judged from what was sent and what is stored. */
interface Guarantee {

    /** All of them. */
    List<Guarantee> ALL = List.of(
            new NothingLost(),
            new NothingDoubled(),
            new NothingAltered(),
            new OrderPerRoot(),
            new PositionsAgree(),
            new DeadLettersUnique());

    /** @throws AssertionError when it was broken, with the first few events or rows that show it */
    void judge(Evidence evidence);
}
