package dev.cowork.r2dbc.sqlite.spring;

import dev.cowork.r2dbc.sqlite.SqliteConnectionFactory;
import dev.cowork.r2dbc.sqlite.SqliteConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Makes the {@link SqliteConnectionFactory} for {@code spring.r2dbc.url=r2dbc:sqlite:…}: without a pool, which would only
 * stand in the way of connections that cost nothing, and closed with the context, so that queued writes end.
 */
@AutoConfiguration(before = R2dbcAutoConfiguration.class)
@ConditionalOnClass({R2dbcAutoConfiguration.class, ConnectionFactory.class})
@ConditionalOnMissingBean(ConnectionFactory.class)
@Conditional(SqliteAutoConfiguration.OnSqliteUrl.class)
@EnableConfigurationProperties(R2dbcProperties.class)
public final class SqliteAutoConfiguration {

    /** Made by Spring. */
    SqliteAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    SqliteConnectionFactory connectionFactory(
            R2dbcProperties properties, ObjectProvider<ConnectionFactoryOptionsBuilderCustomizer> customizers) {
        ConnectionFactoryOptions.Builder options =
                ConnectionFactoryOptions.parse(properties.getUrl()).mutate();
        properties
                .getProperties()
                .forEach((name, value) -> options.option(io.r2dbc.spi.Option.<Object>valueOf(name), value));
        customizers.orderedStream().forEach(customizer -> customizer.customize(options));
        return new SqliteConnectionFactory(SqliteConnectionFactoryProvider.configuration(options.build()));
    }

    /** True for a URL of this driver. */
    static final class OnSqliteUrl extends SpringBootCondition {

        private static final String URL = "spring.r2dbc.url";
        private static final String PREFIX = "r2dbc:" + SqliteConnectionFactoryProvider.DRIVER_NAME + ":";

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            String url = context.getEnvironment().getProperty(URL, "");
            ConditionMessage.Builder message = ConditionMessage.forCondition("SQLite URL");
            return url.startsWith(PREFIX)
                    ? ConditionOutcome.match(message.foundExactly(URL))
                    : ConditionOutcome.noMatch(message.didNotFind(URL).atAll());
        }
    }
}
