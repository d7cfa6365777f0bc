"""The author's modal: where, who, what, words, exactly this."""
