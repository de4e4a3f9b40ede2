using Audit.Benchmarks;
using Audit.Benchmarks.Classification;
using Audit.Benchmarks.Exports;
using Audit.Benchmarks.Overhead;
using Audit.Benchmarks.Pipeline;
using Audit.Benchmarks.Queries;
using Audit.Benchmarks.Serving;
using Audit.Benchmarks.Spooling;
using Audit.Benchmarks.Subscriptions;

// A further benchmark is a folder with one class, and a line here.
IBenchmark[] benchmarks = [new OverheadBenchmark(), new PipelineBenchmark(), new QueryBenchmark(), new ServingBenchmark(), new ExportBenchmark(), new ClassificationBenchmark(), new SpoolBenchmark(), new SubscriptionBenchmark()];

if (args is not [var verb, .. var rest] || Array.Find(benchmarks, candidate => candidate.Verb == verb) is not { } benchmark)
    return Usage(args is [] or ["--help" or "-h"]);

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupt.Cancel();
};

try
{
    var arguments = new BenchmarkArguments(rest);
    var output = arguments.Text("output");
    var report = await benchmark.RunAsync(arguments, interrupt.Token);
    arguments.RequireAllUsed();
    Console.WriteLine(report);
    if (output is not null)
        await File.WriteAllTextAsync(output, report, interrupt.Token);
    return 0;
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

int Usage(bool wasAskedFor)
{
    var writer = wasAskedFor ? Console.Out : Console.Error;
    writer.WriteLine("Usage: Audit.Benchmarks <benchmark> [--output FILE] [options]");
    foreach (var known in benchmarks)
        writer.WriteLine($"  {known.Verb,-14} {known.Description}");
    return wasAskedFor ? 0 : 2;
}
