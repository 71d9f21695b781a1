package dev.cowork.server.platform.web;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import reactor.core.scheduler.Scheduler;

/**
 * The only way from an address to a connection. A name is looked up once; when all its numbers may be asked, they are what is connected to,
 * so a name that means something else a moment later gains nothing. One number that may not be asked refuses the name. Hosts that
 * are numbers already come through here too.
 */
final class JudgedNames extends AddressResolverGroup<InetSocketAddress> {

    private final NameService names;
    private final AddressRule rule;
    private final Scheduler scheduler;

    /** @param scheduler where names are looked up, which blocks */
    JudgedNames(NameService names, AddressRule rule, Scheduler scheduler) {
        this.names = names;
        this.rule = rule;
        this.scheduler = scheduler;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Judge(executor);
    }

    private List<InetSocketAddress> judged(InetSocketAddress asked) throws UnknownHostException {
        String host = asked.getHostString();
        InetAddress[] numbers = asked.isUnresolved() ? names.lookUp(host) : new InetAddress[] {asked.getAddress()};
        List<InetSocketAddress> addresses = Arrays.stream(numbers)
                .map(number -> new InetSocketAddress(number, asked.getPort()))
                .toList();
        if (!addresses.stream().allMatch(rule::allows)) {
            throw FetchFailure.notPublic(host);
        }
        return addresses;
    }

    private final class Judge extends AbstractAddressResolver<InetSocketAddress> {

        Judge(EventExecutor executor) {
            super(executor, InetSocketAddress.class);
        }

        /** Never, so that a number does not go past the rule. */
        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return false;
        }

        @Override
        protected void doResolve(InetSocketAddress asked, Promise<InetSocketAddress> promise) {
            look(asked, promise, List::getFirst);
        }

        @Override
        protected void doResolveAll(InetSocketAddress asked, Promise<List<InetSocketAddress>> promise) {
            look(asked, promise, addresses -> addresses);
        }

        private <T> void look(
                InetSocketAddress asked, Promise<T> promise, Function<List<InetSocketAddress>, T> result) {
            try {
                scheduler.schedule(() -> {
                    try {
                        promise.trySuccess(result.apply(judged(asked)));
                    } catch (UnknownHostException | RuntimeException refused) {
                        promise.tryFailure(refused);
                    }
                });
            } catch (RejectedExecutionException full) {
                promise.tryFailure(full);
            }
        }
    }
}
