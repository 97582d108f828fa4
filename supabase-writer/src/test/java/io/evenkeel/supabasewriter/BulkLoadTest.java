package io.evenkeel.supabasewriter;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.contract.control.Stage;
import io.evenkeel.supabasewriter.BulkLoad.Situation;
import io.evenkeel.supabasewriter.BulkLoad.Step;
import io.evenkeel.supabasewriter.WriterConfig.VectorIndexing;
import org.junit.jupiter.api.Test;

class BulkLoadTest {
    private static final BulkLoad AUTO = new BulkLoad(VectorIndexing.AUTO, 20_000);
    private static final BulkLoad DEFERRED = new BulkLoad(VectorIndexing.DEFERRED, 20_000);
    private static final BulkLoad KEEP = new BulkLoad(VectorIndexing.KEEP, 20_000);

    @Test
    void dropsForABulkLoadThatIsLargerThanWhatIsThere() {
        assertThat(AUTO.next(new Situation(Stage.DUAL_WRITE, 20_000, 0, true))).isEqualTo(Step.DROP);
        assertThat(AUTO.next(new Situation(Stage.DUAL_WRITE, 19_999, 0, true))).isEqualTo(Step.NOTHING);
        assertThat(AUTO.next(new Situation(Stage.DUAL_WRITE, 20_000, 20_001, true)))
                .isEqualTo(Step.NOTHING);
    }

    @Test
    void goesOnUntilTheLoadHasEndedAndThenBuilds() {
        assertThat(AUTO.next(new Situation(Stage.DUAL_WRITE, 1_001, 0, false))).isEqualTo(Step.NOTHING);
        assertThat(AUTO.next(new Situation(Stage.DUAL_WRITE, 1_000, 0, false))).isEqualTo(Step.BUILD);
    }

    @Test
    void dropsNothingAndBuildsAtOnceWhereSupabaseIsSearched() {
        for (Stage stage : new Stage[] {Stage.SHADOW, Stage.LIVE, Stage.RAMP_DOWN, Stage.COMPLETE}) {
            assertThat(AUTO.next(new Situation(stage, 1_000_000, 0, true))).isEqualTo(Step.NOTHING);
            assertThat(DEFERRED.next(new Situation(stage, 1_000_000, 0, true))).isEqualTo(Step.NOTHING);
            assertThat(AUTO.next(new Situation(stage, 1_000_000, 0, false))).isEqualTo(Step.BUILD);
        }
    }

    @Test
    void buildsWhatALoadHasLeftWhenTheWriterIsPaused() {
        assertThat(AUTO.next(new Situation(Stage.SQLITE, 1_000_000, 0, false))).isEqualTo(Step.BUILD);
        assertThat(AUTO.next(new Situation(Stage.SQLITE, 1_000_000, 0, true))).isEqualTo(Step.NOTHING);
    }

    @Test
    void theOperatorDecides() {
        assertThat(DEFERRED.next(new Situation(Stage.DUAL_WRITE, 1_001, 1_000_000, true)))
                .isEqualTo(Step.DROP);
        assertThat(KEEP.next(new Situation(Stage.DUAL_WRITE, 1_000_000, 0, true)))
                .isEqualTo(Step.NOTHING);
        assertThat(KEEP.next(new Situation(Stage.LIVE, 0, 0, false))).isEqualTo(Step.NOTHING);
    }
}
