package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.ids.Ids;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/** The web server below the framework: wider limits than the guard's, so that the guard gets to answer, and time limits. */
@Configuration(proxyBeanMethods = false)
class NettyLimits {

    private static final int BYTES = 128 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(75);

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> limits(Ids ids, ObjectProvider<BareAnswer> more) {
        List<BareAnswer> answers = more.orderedStream().toList();
        return factory -> factory.addServerCustomizers((NettyServerCustomizer) server -> limit(server, ids, answers));
    }

    private static HttpServer limit(HttpServer server, Ids ids, List<BareAnswer> answers) {
        return server.httpRequestDecoder(decoder ->
                        decoder.maxInitialLineLength(BYTES).maxHeaderSize(BYTES).validateHeaders(true))
                .idleTimeout(IDLE)
                .doOnChannelInit((_, channel, _) -> refuse(channel, ids, answers));
    }

    private static void refuse(Channel channel, Ids ids, List<BareAnswer> answers) {
        Arrivals arrivals = new Arrivals(ids);
        channel.pipeline()
                .addBefore(NettyPipeline.HttpCodec, Arrivals.class.getName() + ".first", arrivals.firstBytes())
                .addAfter(
                        NettyPipeline.HttpCodec,
                        UnreadableRequests.class.getName(),
                        new UnreadableRequests(ids, answers))
                .addAfter(NettyPipeline.HttpCodec, Arrivals.class.getName(), arrivals);
    }

    /** Threads of this server alone, gone at once when it stops: in tests several servers share a process. */
    @Bean
    ReactorResourceFactory reactorResourceFactory() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setShutdownQuietPeriod(Duration.ZERO);
        resources.setShutdownTimeout(Duration.ofMillis(500));
        return resources;
    }
}
