package dev.cowork.r2dbc.sqlite.spring;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** An entity with the types an application uses. */
@Table("note")
record Note(
        @Id Long id,
        String title,
        boolean done,
        double score,
        UUID token,
        Instant at,
        LocalDate day,
        byte[] body,
        Mood mood) {

    enum Mood {
        CALM,
        EXCITED
    }

    Note withId(long newId) {
        return new Note(newId, title, done, score, token, at, day, body, mood);
    }

    static Note titled(String title) {
        return new Note(
                null,
                title,
                true,
                0.5,
                UUID.fromString("0b0e3ad2-5f4c-4d8c-9d2b-6f1f4a3c2b1a"),
                Instant.parse("2026-03-01T10:15:30.123456789Z"),
                LocalDate.of(2026, 3, 1),
                new byte[] {1, 2, 3},
                Mood.EXCITED);
    }
}
