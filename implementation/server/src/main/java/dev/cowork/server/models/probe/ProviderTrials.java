package dev.cowork.server.models.probe;

import dev.cowork.server.settings.SettingValues;
import dev.cowork.server.settings.SettingsService;
import io.netty.channel.ConnectTimeoutException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.stereotype.Service;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tries providers: one small request each, for the list of models or, where that tells nothing about the key, for a few words. Nothing is
 * stored, and nothing of what a provider says comes out.
 */
@Service
public final class ProviderTrials {

    private static final Logger log = LoggerFactory.getLogger(ProviderTrials.class);
    private static final int AT_ONCE = 8;
    private static final int MOST_TOKENS = 20;
    /** Reported also when nothing is set up for them. */
    private static final List<Provider> ALWAYS = List.of(Provider.ANTHROPIC, Provider.OPENAI, Provider.MINDS_CLOUD);

    private final SettingsService settings;
    private final ProbeHttp http;
    private final Duration wait;

    ProviderTrials(
            SettingsService settings, ProbeHttp http, @Value("${cowork.models.trial-timeout:10s}") Duration wait) {
        this.settings = settings;
        this.http = http;
        this.wait = wait;
    }

    /**
     * One of several trials.
     *
     * @param provider the provider as the client named it
     * @param verdict what came of it
     */
    public record Trial(String provider, Verdict verdict) {}

    /**
     * @param owner whose settings complete what is not said
     * @param candidate what to try
     * @return what came of it, within ten seconds
     */
    public Mono<Verdict> one(String owner, Candidate candidate) {
        return settings.values(owner).flatMap(values -> verdict(candidate, values));
    }

    /**
     * @param owner whose settings complete what is not said
     * @param candidates what to try, all at the same time
     * @return what came of each, in their order
     */
    public Mono<List<Trial>> all(String owner, List<Candidate> candidates) {
        return settings.values(owner).flatMap(values -> trials(candidates, values));
    }

    /**
     * @param owner whose settings say what to try
     * @return what came of each provider that is set up
     */
    public Mono<List<Trial>> stored(String owner) {
        return settings.values(owner).flatMap(values -> trials(setUp(values), values));
    }

    private Mono<List<Trial>> trials(List<Candidate> candidates, SettingValues values) {
        return Flux.fromIterable(candidates)
                .flatMapSequential(
                        each -> verdict(each, values).map(verdict -> new Trial(each.provider(), verdict)), AT_ONCE)
                .collectList();
    }

    private List<Candidate> setUp(SettingValues values) {
        List<Candidate> candidates = new ArrayList<>();
        for (Provider provider : Provider.values()) {
            Candidate candidate = new Candidate(provider.wireName(), null, null, null);
            if (ALWAYS.contains(provider) || Targets.judge(candidate, values) instanceof Targets.Judged.Right) {
                candidates.add(candidate);
            }
        }
        return candidates;
    }

    private Mono<Verdict> verdict(Candidate candidate, SettingValues values) {
        return switch (Targets.judge(candidate, values)) {
            case Targets.Judged.Wrong wrong -> Mono.just(Verdict.of(wrong.reason()));
            case Targets.Judged.Right right
            when isForbidden(right.target()) -> Mono.just(Verdict.of(Reason.ADDRESS_NOT_ALLOWED));
            case Targets.Judged.Right right -> ask(right.target());
        };
    }

    private Mono<Verdict> ask(Target target) {
        String model = target.model();
        Mono<ProbeHttp.Answer> answer = model == null
                ? http.ask(target.call("/models"), target::authorize, null, wait)
                : http.ask(target.call("/chat/completions"), target::authorize, fewWords(model), wait);
        return answer.map(got -> judged(got, model != null)).onErrorResume(error -> {
            log.debug("A trial of {} failed: {}", target, error.getClass().getName());
            return Mono.just(Verdict.of(failed(error)));
        });
    }

    private static String fewWords(String model) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("model", model).put("max_tokens", MOST_TOKENS).put("stream", false);
        body.putArray("messages").addObject().put("role", "user").put("content", "Say OK.");
        return body.toString();
    }

    private static Verdict judged(ProbeHttp.Answer answer, boolean spoken) {
        int status = answer.status();
        return new Verdict(
                switch (status) {
                    case 401, 403 -> Reason.INVALID_KEY;
                    case 402 -> Reason.NO_CREDIT;
                    case 404 -> spoken ? Reason.UNKNOWN_MODEL : Reason.NOT_A_PROVIDER;
                    case 405, 501 -> Reason.NOT_A_PROVIDER;
                    case 429 -> Reason.RATE_LIMITED;
                    default -> byClass(status, answer, spoken);
                },
                status);
    }

    private static Reason byClass(int status, ProbeHttp.Answer answer, boolean spoken) {
        if (status >= 500) {
            return Reason.OVERLOADED;
        }
        if (status >= 400 || status < 200) {
            return Reason.REFUSED;
        }
        if (status >= 300) {
            return Reason.REDIRECTED;
        }
        boolean right = spoken ? answer.body().path("choices").isArray() : ListedModel.isList(answer.body());
        return right ? Reason.OK : Reason.NOT_A_PROVIDER;
    }

    private static Reason failed(Throwable error) {
        Throwable cause = Exceptions.unwrap(error);
        for (int depth = 0; cause != null && depth < 8; depth++, cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return Reason.TIMED_OUT;
            }
            if (cause instanceof ConnectTimeoutException) {
                return Reason.UNREACHABLE;
            }
            if (cause instanceof SSLException) {
                return Reason.UNSAFE;
            }
            if (cause instanceof DataBufferLimitException) {
                return Reason.NOT_A_PROVIDER;
            }
        }
        return Reason.UNREACHABLE;
    }

    /** Told early where the address is written as one; behind a name it shows only when connected. */
    private static boolean isForbidden(Target target) {
        String host = target.base().uri().getHost().replaceAll("[\\[\\]]", "");
        try {
            return ForbiddenAddresses.contain(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException aName) {
            return false;
        }
    }
}
