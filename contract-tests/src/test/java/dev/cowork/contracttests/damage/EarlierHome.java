package dev.cowork.contracttests.damage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The database of a home whose server has ended, and the way back to the schema of before events lay in the order they came. */
record EarlierHome(Path database) {

    private static final String[] TO_SCHEMA_2 = {
        "begin",
        """
        create table event_by_stream (
          stream_no integer not null references stream (no) on delete cascade,
          seq integer not null,
          at integer not null,
          type text not null,
          data text not null,
          primary key (stream_no, seq)
        ) strict, without rowid""",
        "insert into event_by_stream select stream_no, seq, at, type, data from event",
        "drop table event",
        "alter table event_by_stream rename to event",
        "delete from flyway_schema_history where version = '3'",
        "pragma user_version = 2",
        "commit",
        "pragma wal_checkpoint(truncate)"
    };

    /** The database as the earlier server would have left it. */
    static EarlierHome of(Path home) throws SQLException {
        var earlier = new EarlierHome(home.resolve("data").resolve("cowork.db"));
        earlier.run(TO_SCHEMA_2);
        return earlier;
    }

    /** Adds a stream that belongs to no turn, so that bringing the file to the new schema takes a while. */
    void fill(int events) throws SQLException {
        run(
                "begin",
                "insert into stream (id, kind, owner) values ('ballast', 'turn', 'nobody')",
                "insert into event with recursive n (i) as (select 1 union all select i + 1 from n where i < " + events
                        + ") select (select no from stream where id = 'ballast'), i, i, 'ballast', hex(zeroblob(75)) from n",
                "commit");
    }

    /** Whether the events still lie by stream; what a killed process left open is rolled back by looking. */
    boolean isEarlier() throws SQLException {
        return number("select wr from pragma_table_list where name = 'event'") == 1;
    }

    /**
     * Whether pages of the one transaction that changes it are in its log already. Those of {@link #fill} are many times as many, so that it is far
     * from its end then.
     */
    boolean hasBegunToChange() {
        return Path.of(database + "-wal").toFile().length() > 4 << 20;
    }

    /** How many events that stream has. The open turn gets more as soon as the server has the file as it wants it. */
    long ballast() throws SQLException {
        return number("select count(*) from event where stream_no = (select no from stream where id = 'ballast')");
    }

    /** How many events have no stream, or are damaged. */
    long faults() throws SQLException {
        return number("select (select count(*) from pragma_foreign_key_check)"
                + " + (select count(*) from pragma_quick_check where quick_check <> 'ok')");
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
