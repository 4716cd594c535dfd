-- An author's own comments that wait, in one thread: asked for with each page of it, however much they wrote.
CREATE INDEX comment_own_held ON comment (author_id, thread_id, id) WHERE status = 1;
