package io.evenkeel.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress bars on standard error; where that is no terminal, a line every ten seconds. */
final class Bars {
    private static final int ON_TERMINAL_MILLIS = 200;
    private static final int IN_LOG_MILLIS = 10_000;

    private Bars() {}

    static ProgressBar of(String task, long total, Output output) {
        boolean terminal = System.console() != null && !output.json();
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(terminal ? ON_TERMINAL_MILLIS : IN_LOG_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, 100))
                .build();
    }
}
