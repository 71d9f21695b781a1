package dev.cowork.contracttests.hostile;

import dev.cowork.contracttests.contracts.Operation;
import dev.cowork.contracttests.server.Http;
import java.util.Set;

/**
 * One hostile request and the answers the contract promises for it.
 *
 * @param operation the operation it is made for
 * @param what what is wrong with it
 * @param request the request
 * @param codes the problem codes that are right; empty when any documented answer without a 5xx is
 */
record Attack(Operation operation, String what, Http.Request request, Set<String> codes) {

    @Override
    public String toString() {
        return operation + ": " + what + " -> " + request.target()
                + (request.body() == null ? "" : " " + request.body());
    }
}
