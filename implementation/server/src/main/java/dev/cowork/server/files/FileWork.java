package dev.cowork.server.files;

import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Where file work is done: off the event loop, a few pieces at a time, with a bounded queue. */
@Component
final class FileWork implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(FileWork.class);

    private final Scheduler scheduler = Schedulers.newBoundedElastic(8, 1_000, "files");

    /**
     * @param work blocking work
     * @return its result; what a file system says no to is a failed result in our own words
     */
    Mono<ToolResult> run(Callable<ToolResult> work) {
        return Mono.fromCallable(work)
                .onErrorResume(Problem.class, problem -> Mono.just(ToolResult.failed(problem.detail())))
                .onErrorResume(IOException.class, error -> Mono.just(ToolResult.failed(sentence(error))))
                .subscribeOn(scheduler);
    }

    /**
     * @param work blocking work
     * @return its result, or what it threw
     */
    <T> Mono<T> ask(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(scheduler);
    }

    private static String sentence(IOException error) {
        return switch (error) {
            case NoSuchFileException gone -> "There is no such file or folder.";
            case NotDirectoryException file -> "This is not a folder.";
            case AccessDeniedException denied -> "The system does not allow that.";
            default -> {
                log.debug("File work failed: {}", error.getClass().getName());
                yield "The file system refused that.";
            }
        };
    }

    @Override
    public void destroy() {
        scheduler.dispose();
    }
}
