package dev.cowork.server.journal;

import dev.cowork.server.journal.JournalRepository.RowOfStream;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads many streams that have ended: short ones many at a time, long ones page by page. Linear in the events. */
final class EndedStreams {

    private final JournalRepository repository;
    private final int page;

    EndedStreams(JournalRepository repository, int page) {
        this.repository = repository;
        this.page = page;
    }

    /** All events, stream after stream in the order of their keys. */
    Flux<RowOfStream> rows(List<Long> streamNos) {
        List<Long> sorted = streamNos.stream().distinct().sorted().toList();
        return Flux.fromIterable(sorted).buffer(JournalRepository.STREAMS).concatMap(this::some);
    }

    private Flux<RowOfStream> some(List<Long> streamNos) {
        return streamNos.isEmpty()
                ? Flux.empty()
                : repository
                        .firstOf(streamNos, page)
                        .flatMapMany(rows -> rows.size() < page
                                ? Flux.fromIterable(rows)
                                : Flux.fromIterable(rows).concatWith(behind(rows.getLast(), streamNos)));
    }

    /** What a full page left out: the rest of its last stream, then the streams above. */
    private Flux<RowOfStream> behind(RowOfStream last, List<Long> streamNos) {
        List<Long> above = streamNos.stream().filter(no -> no > last.streamNo()).toList();
        return Flux.defer(() -> rest(last.streamNo(), last.row().seq()).concatWith(some(above)));
    }

    private Flux<RowOfStream> rest(long streamNo, long after) {
        return repository
                .page(streamNo, after, page)
                .expand(rows -> rows.size() < page
                        ? Mono.empty()
                        : repository.page(streamNo, rows.getLast().seq(), page))
                .concatMapIterable(rows -> rows)
                .map(row -> new RowOfStream(streamNo, row));
    }
}
