package dev.cowork.server.v1.settings;

import dev.cowork.api.v1.model.ProviderCandidate;
import dev.cowork.api.v1.model.TestProvidersRequest;
import dev.cowork.api.v1.model.TestedProviders;
import dev.cowork.api.v1.model.ValidateProviderRequest;
import dev.cowork.api.v1.model.ValidatedProvider;
import dev.cowork.server.models.probe.Candidate;
import dev.cowork.server.models.probe.ProviderTrials;
import dev.cowork.server.models.probe.Verdict;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.v1.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openapitools.jackson.nullable.JsonNullable;
import org.springframework.web.server.ServerWebExchange;

/** Providers to try and what came of it, between the contract and the server. */
final class Candidates {

    private Candidates() {}

    /** Those that are named; empty when none is, which means those that are set up. */
    static Optional<List<Candidate>> of(TestProvidersRequest request) {
        List<ProviderCandidate> named = Fields.value(request.providers());
        return named == null
                ? Optional.empty()
                : Optional.of(named.stream().map(Candidates::of).toList());
    }

    /** No body means those that are set up; a body that says null is none of the contract's. */
    static Optional<List<Candidate>> ofNoBody(ServerWebExchange exchange) {
        if (exchange.getRequest().getHeaders().getContentLength() > 0) {
            throw Problem.invalid("", "The body must be an object.");
        }
        return Optional.empty();
    }

    private static Candidate of(ProviderCandidate card) {
        String address = first(card.baseUrlCamel(), card.mindsUrl());
        return new Candidate(card.type(), Fields.value(card.apiKeyCamel()), address, null);
    }

    static Candidate of(ValidateProviderRequest request) {
        return new Candidate(
                request.provider(),
                first(request.apiKeyCamel(), request.apiKey()),
                first(request.baseUrlCamel(), request.baseUrl()),
                Fields.value(request.model()));
    }

    static TestedProviders toContract(List<ProviderTrials.Trial> tried) {
        Map<String, String> status = new LinkedHashMap<>();
        Map<String, String> details = new LinkedHashMap<>();
        Map<String, String> reasons = new LinkedHashMap<>();
        for (ProviderTrials.Trial trial : tried) {
            Verdict verdict = trial.verdict();
            status.put(trial.provider(), verdict.ok() ? "ok" : "fail");
            details.put(trial.provider(), verdict.detail());
            reasons.put(trial.provider(), verdict.reason().code());
        }
        return new TestedProviders(status, details, reasons);
    }

    static ValidatedProvider toContract(Verdict verdict) {
        return new ValidatedProvider(verdict.ok(), verdict.ok() ? null : verdict.sentence());
    }

    private static @Nullable String first(JsonNullable<String> one, JsonNullable<String> other) {
        String value = Fields.value(one);
        return value == null || value.isBlank() ? Fields.value(other) : value;
    }
}
