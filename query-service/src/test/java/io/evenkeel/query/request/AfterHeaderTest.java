package io.evenkeel.query.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.evenkeel.contract.change.Position;
import io.evenkeel.query.routing.Positions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AfterHeaderTest {

    @Test
    void readsSeveralPositionsFromOneHeaderOrSeveral() {
        Positions expected = Positions.of(List.of(new Position(7, 0, 12), new Position(7, 3, 4)));

        assertThat(AfterHeader.parse(List.of("7:0:12,7:3:4"))).isEqualTo(expected);
        assertThat(AfterHeader.parse(List.of("7:0:12", " 7:3:4 "))).isEqualTo(expected);
    }

    @Test
    void readsBackWhatAnAnswerSaid() {
        Positions position = Positions.of(List.of(new Position(7, 11, 12), new Position(7, 3, 4)));

        assertThat(AfterHeader.parse(List.of(position.toString()))).isEqualTo(position);
        assertThat(AfterHeader.parse(List.of(Positions.NONE.toString()))).isEqualTo(Positions.NONE);
    }

    @Test
    void withoutTheHeaderAsksForNothing() {
        assertThat(AfterHeader.parse(List.of())).isEqualTo(Positions.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "7:0", "7:0:1:2", "a:b:c", "7:-1:0", "7:0:-5", "7:0:1;7:1:2", "7:0:1,latest"})
    void refusesAnythingElse(String header) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> AfterHeader.parse(List.of(header)))
                .satisfies(refused -> {
                    assertThat(refused.status()).isEqualTo(400);
                    assertThat(refused.where()).isEqualTo("Evenkeel-After");
                });
    }
}
