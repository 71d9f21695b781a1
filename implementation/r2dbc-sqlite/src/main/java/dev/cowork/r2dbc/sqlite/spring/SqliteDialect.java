package dev.cowork.r2dbc.sqlite.spring;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.data.r2dbc.dialect.R2dbcDialect;
import org.springframework.data.relational.core.dialect.AnsiDialect;
import org.springframework.data.relational.core.dialect.LimitClause;
import org.springframework.data.relational.core.dialect.LockClause;
import org.springframework.data.relational.core.sql.IdentifierProcessing;
import org.springframework.data.relational.core.sql.LockOptions;
import org.springframework.data.relational.core.sql.SqlIdentifier;
import org.springframework.data.relational.core.sql.render.PostgresUpsertRenderContext;
import org.springframework.data.relational.core.sql.render.UpsertRenderContext;
import org.springframework.r2dbc.core.binding.BindMarkersFactory;

/** Spring Data's view of SQLite: {@code ?1} markers, LIMIT and OFFSET, no row locks, ON CONFLICT for upserts. */
public final class SqliteDialect extends AnsiDialect implements R2dbcDialect {

    /** The one instance. */
    public static final SqliteDialect INSTANCE = new SqliteDialect();

    static final BindMarkersFactory MARKERS = BindMarkersFactory.indexed("?", 1);

    private static final Set<Class<?>> SIMPLE_TYPES = Set.of(
            UUID.class,
            Instant.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            Duration.class,
            BigDecimal.class,
            BigInteger.class,
            ByteBuffer.class,
            byte[].class);

    private static final IdentifierProcessing NAMES =
            IdentifierProcessing.create(IdentifierProcessing.Quoting.ANSI, IdentifierProcessing.LetterCasing.AS_IS);

    private static final LimitClause LIMIT = new LimitClause() {
        @Override
        public String getLimit(long limit) {
            return "LIMIT " + limit;
        }

        @Override
        public String getOffset(long offset) {
            return "LIMIT -1 OFFSET " + offset;
        }

        @Override
        public String getLimitOffset(long limit, long offset) {
            return "LIMIT " + limit + " OFFSET " + offset;
        }

        @Override
        public Position getClausePosition() {
            return Position.AFTER_ORDER_BY;
        }
    };

    /** A transaction that may write has the whole database to itself, so there is nothing more to lock. */
    private static final LockClause NO_LOCK = new LockClause() {
        @Override
        public String getLock(LockOptions lockOptions) {
            return "";
        }

        @Override
        public Position getClausePosition() {
            return Position.AFTER_ORDER_BY;
        }
    };

    private SqliteDialect() {}

    /** Spring Data picks the form of an upsert by this name and uses it for nothing else; SQLite has PostgreSQL's. */
    @Override
    public String getName() {
        return "Postgres";
    }

    /** Names as they are written: SQLite finds them without regard to case and keeps the case they were declared in. */
    @Override
    public IdentifierProcessing getIdentifierProcessing() {
        return NAMES;
    }

    @Override
    public String renderForGeneratedValues(SqlIdentifier identifier) {
        return identifier.getReference();
    }

    @Override
    public BindMarkersFactory getBindMarkersFactory() {
        return MARKERS;
    }

    @Override
    public LimitClause limit() {
        return LIMIT;
    }

    @Override
    public LockClause lock() {
        return NO_LOCK;
    }

    @Override
    public UpsertRenderContext getUpsertRenderContext() {
        return PostgresUpsertRenderContext.INSTANCE;
    }

    @Override
    public Collection<? extends Class<?>> getSimpleTypes() {
        return SIMPLE_TYPES;
    }

    @Override
    public Collection<Object> getConverters() {
        return List.copyOf(SqliteConverters.all());
    }
}
