import ArgumentParser

@main struct Sluice: AsyncParsableCommand {}
