package dev.cowork.server.projects;

import static dev.cowork.server.platform.db.Rows.number;
import static dev.cowork.server.platform.db.Rows.text;

import java.nio.file.Path;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code file_removal}: what the janitor still has to do. */
@Repository
class RemovalRepository {

    private final DatabaseClient db;

    RemovalRepository(DatabaseClient db) {
        this.db = db;
    }

    Mono<Removal> insert(String owner, Path path, long now) {
        return db.sql("""
                        insert into file_removal (owner, path, created_at) values (:owner, :path, :now)
                        returning no""")
                .bind("owner", owner)
                .bind("path", path.toString())
                .bind("now", now)
                .map(row -> new Removal(number(row, "no"), owner, path))
                .one();
    }

    /** Removals of all owners in their order, from a key on. The folder of a living project is never among them. */
    Flux<Removal> after(long no, int limit) {
        return db.sql("""
                        select no, owner, path from file_removal r
                        where no > :no and not exists (select 1 from project p where p.path = r.path)
                        order by no limit :limit""")
                .bind("no", no)
                .bind("limit", limit)
                .map(row -> new Removal(number(row, "no"), text(row, "owner"), Path.of(text(row, "path"))))
                .all();
    }

    /** Whether a folder waits for its removal: nobody may make a new one there meanwhile. */
    Mono<Boolean> pending(String owner, Path path) {
        return db.sql("select count(*) as n from file_removal where owner = :owner and path = :path")
                .bind("owner", owner)
                .bind("path", path.toString())
                .map(row -> number(row, "n") > 0)
                .one();
    }

    Mono<Void> moved(Removal removal, Path path) {
        return db.sql("update file_removal set path = :path where no = :no and owner = :owner")
                .bind("no", removal.no())
                .bind("owner", removal.owner())
                .bind("path", path.toString())
                .then();
    }

    Mono<Void> delete(Removal removal) {
        return db.sql("delete from file_removal where no = :no and owner = :owner")
                .bind("no", removal.no())
                .bind("owner", removal.owner())
                .then();
    }
}
