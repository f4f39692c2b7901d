from space.examples import WHERE as OTHER

WHERE = "here" if OTHER else None
