"""Looks closely at what is needed, by whom, with which values; its times are not used.

Nothing that Python code could see is replaced: what runs is seen by the interpreter's own events,
and the rest is read from bytecode afterwards, when the invocation is over.

- `warmfront_survey_monitoring`, `warmfront_survey_tracing`: events, by version of Python;
- `warmfront_survey_seen`: keeps which code ran, at which lines, on whose behalf;
- `warmfront_survey_bytecode`: what code imports, names and mentions;
- `warmfront_survey_names`: which modules a name leads to;
- `warmfront_survey_effects`: which modules are imported for their effect on others;
- `warmfront_survey_usage`: the lines `edge`, `used` and `need`;
- `warmfront_survey_mentions`: the line `names`;
- `warmfront_survey_imports`: imports that no statement shows;
- `warmfront_survey_watchers`: native libraries and JSON;
- `warmfront_survey_places`: whose a file is.

What the function can tell: `sys.gettrace()` and `threading.gettrace()` before Python 3.12, from
then on one tool of `sys.monitoring` less. Recursion can be a few calls less deep; before 3.12,
recursion that is too deep ends the survey until the next event, and shows in the traceback, as does
a signal that comes while code is seen. What is not seen: threads that C code starts before 3.12,
and what compiled modules do to each other.
"""

import sys
import time
from _thread import get_ident

#: Seconds between two looks at what was seen, while an invocation is under way.
_INTERVAL = 1.0


def install(recorder, when_imported, load, options, bootstrap):
    """Begins to look."""
    survey = Survey(recorder, load, options, bootstrap)
    watchers = load("warmfront_survey_watchers")
    load("warmfront_survey_imports").watch(survey.seen, survey.import_name)
    watchers.watch_libraries(survey.seen, recorder, when_imported)
    watchers.watch_json(survey.seen, recorder, when_imported, survey.places)
    if not survey.start():
        recorder.note("survey: something else watches code run; what is needed is not known")


class Survey:
    """What was seen, and when it is told."""

    def __init__(self, recorder, load, options, bootstrap):
        places = load("warmfront_survey_places")
        self.places = places.Places(options["task_root"], bootstrap)
        self.seen = load("warmfront_survey_seen").Seen(self.places, recorder.note)
        self._recorder = recorder
        self._bytecode = load("warmfront_survey_bytecode")
        self._reader = self._bytecode.Reader()
        self.import_name = self._reader.import_name
        self._readings = {}
        self._thread = get_ident()
        self._resolved = 0.0
        self._ended = None
        self._is_watching = False
        naming = load("warmfront_survey_names")
        usage = load("warmfront_survey_usage")
        effects = load("warmfront_survey_effects").Effects(self.seen, naming, self._read)
        self.seen.when_body_ended = effects.ended
        tools = (naming, self._read, self._bytecode, effects)
        self._usage = usage.Usage(recorder, self.seen, *tools)
        mentions = load("warmfront_survey_mentions")
        self._mentions = mentions.Mentions(recorder, self._read)
        kind = "Monitoring" if hasattr(sys, "monitoring") else "Tracing"
        watch = getattr(load(f"warmfront_survey_{kind.lower()}"), kind)
        self._watch = watch(self.seen, naming.modules_of)
        self._hook(bootstrap)

    def start(self):
        """Begins to see; tells whether it could."""
        self._is_watching = self._watch.start()
        return self._is_watching

    def _hook(self, bootstrap):
        """Has each invocation begin a phase, and what was seen told before lines are written."""
        parse, flush = bootstrap["_parse_event"], self._recorder.flush

        def _parse_event(*arguments):
            event = parse(*arguments)
            self._begin()
            return event

        def resolve_and_flush(*arguments, **named):
            self._resolve()
            flush(*arguments, **named)

        bootstrap["_parse_event"] = _parse_event
        self._recorder.flush = resolve_and_flush
        when_forked = getattr(self._recorder, "when_forked", None)
        if when_forked is not None:
            when_forked(self._forked)

    def _begin(self):
        try:
            self._usage.resolve(self.seen.phase, is_over=True)
            self.seen.begin(self._recorder.request_id)
            self._watch.begin()
        except Exception as error:
            self._recorder.note(f"survey: {error!r}")

    def _forked(self):
        """What the parent has seen is for it to tell."""
        self._thread = get_ident()
        self.seen.begin(self._recorder.request_id)

    def _resolve(self):
        """Tells what was seen; from another thread than the handler's, only once in a while."""
        now = time.monotonic()
        if get_ident() != self._thread and now < self._resolved + _INTERVAL:
            return
        try:
            phase = self.seen.phase
            self._usage.resolve(phase)
            self._mentions.resolve(phase)
            if self._is_watching and get_ident() == self._thread and self._watch.has_ended():
                self._tell_end(phase)
        except Exception as error:
            self._recorder.note(f"survey: {error!r}")
        self._resolved = time.monotonic()

    def _tell_end(self, phase):
        """Says once of a phase that there is more that may have been needed."""
        if self._ended is not phase:
            self._ended = phase
            where = "init" if phase.request_id is None else phase.request_id
            self._recorder.note(f"survey: something ended it before the end of {where}")

    def _read(self, code):
        """Returns what is in a code object."""
        reading = self._readings.get(id(code))
        if reading is None:
            is_user = self.places.is_user(code.co_filename)
            reading = self._readings[id(code)] = self._reader.read(code, is_user)
        return reading
