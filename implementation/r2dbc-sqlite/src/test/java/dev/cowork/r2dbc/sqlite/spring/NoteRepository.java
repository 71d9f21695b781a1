package dev.cowork.r2dbc.sqlite.spring;

import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

interface NoteRepository extends ReactiveCrudRepository<Note, Long> {

    Mono<Note> findByTitle(String title);

    Flux<Note> findByDoneTrueOrderByTitleDesc(Pageable page);

    Mono<Long> countByMood(Note.Mood mood);
}
