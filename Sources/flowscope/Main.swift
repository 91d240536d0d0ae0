import ArgumentParser

@main struct Flowscope: ParsableCommand {}
