package dev.cowork.server.openai.responses;

import dev.cowork.api.openai.model.ResponseEvent;

/** A frame, its number and the name of its event. */
record StrictFrame(long number, String type, ResponseEvent data) {}
