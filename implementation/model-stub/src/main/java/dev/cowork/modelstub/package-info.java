/** A model server without a model: it speaks the dialects of the real ones and answers what the message tells it to. */
@NullMarked
package dev.cowork.modelstub;

import org.jspecify.annotations.NullMarked;
