namespace Audit.Benchmarks;

/// <summary>One of the benchmarks that the program offers.</summary>
internal interface IBenchmark
{
    /// <summary>The word that chooses it on the command line.</summary>
    string Verb { get; }

    /// <summary>What it measures, and its options with their defaults.</summary>
    string Description { get; }

    /// <summary>Measures.</summary>
    /// <returns>The report as Markdown.</returns>
    Task<string> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken);
}
