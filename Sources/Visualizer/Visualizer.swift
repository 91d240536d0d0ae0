// The Visualizer room: the application as one value.
//
// `State` is everything on screen, `update(_:_:)` the only way it changes, and every view a function
// from state and scene to canvas. `KeyTable` is the one list of key bindings; `TrainingLoop` trains on
// its own thread; `Scene` evaluates the model for the panes, once per change. `App` puts them together
// for the executable, which alone knows a terminal.
