using System.Globalization;
using System.Text;
using Audit.Benchmarks.Measuring;
using Audit.Benchmarks.Reporting;
using Microsoft.EntityFrameworkCore;

namespace Audit.Benchmarks.Overhead;

/// <summary>What a command costs the thread that runs it: without interceptor, with one that does nothing, and audited.</summary>
internal sealed class OverheadBenchmark : IBenchmark
{
    private const int DeepFrames = 60;

    /// <summary>What EF Core's own interceptor that does nothing costs on the machine that the targets were set on, in microseconds.</summary>
    private const double QueryNoOp = 2.8;
    private const double UpdateNoOp = 1.3;
    private const double SaveNoOp = 2.8;

    public string Verb => "overhead";

    public string Description => "CPU time and bytes per audited command [--rounds 300] [--operations 500]";

    public async Task<string> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Number("rounds", 300);
        var operations = arguments.Number("operations", 500);
        arguments.RequireAllUsed();

        await using var application = new AuditedApplication(isGuarded: false);
        await using var guardedApplication = new AuditedApplication(isGuarded: true);
        using var plain = new Variant("plain", static _ => { });
        using var noOp = new Variant("no-op interceptor", static options => options.AddInterceptors(new NoOpInterceptor()));
        using var audited = new Variant("audited", options => options.UseAudit(application.Services));
        using var guarded = new Variant("audited and guarded", options => options.UseAudit(guardedApplication.Services));
        Variant[] variants = [plain, noOp, audited, guarded];

        await using var entityApplication = new AuditedApplication(isGuarded: false, hasEntities: true);
        using var withEntities = new Variant("audited with entities", options => options.UseAudit(entityApplication.Services));
        using var noOpSaves = new Variant("no-op interceptors", static options => options.AddInterceptors(new NoOpInterceptor(), new NoOpSaveInterceptor()));
        Variant[] savers = [plain, noOpSaves, withEntities, audited];

        var scenarios = new[]
        {
            new Scenario("S1 query", static variant => variant.Query, 0, new Cost(3.5, 1536), QueryNoOp),
            new Scenario("S2 update", static variant => variant.Update, 0, new Cost(2, 1536), UpdateNoOp),
            new Scenario($"S1, {DeepFrames} frames deeper", static variant => variant.Query, DeepFrames, new Cost(3.5, 1536), QueryNoOp),
            new Scenario($"S2, {DeepFrames} frames deeper", static variant => variant.Update, DeepFrames, new Cost(2, 1536), UpdateNoOp),
            new Scenario("S3 save of 1 entity", static variant => variant.Save, 0, new Cost(6, 6144), SaveNoOp) { Variants = savers },
            new Scenario("S4 save of 100, per entity", static variant => variant.SaveMany, 0, new Cost(2.5, 2048), 0) { Variants = savers, Parts = Variant.Many },
        };
        var results = new List<(Scenario, Cost[][])>();
        foreach (var scenario in scenarios)
            results.Add((scenario, CallStack.Deeper(scenario.Frames, () => Measure(scenario, scenario.Variants ?? variants, rounds, operations / scenario.Parts, cancellationToken))));

        var recorded = await DeliveredAsync(application, cancellationToken) + await DeliveredAsync(guardedApplication, cancellationToken) + await DeliveredAsync(entityApplication, cancellationToken);

        var report = new StringBuilder();
        report.Append("# Overhead per audited command\n\n").Append(Machine.Description).Append(".\n");
        report.Append(CultureInfo.InvariantCulture, $"Medians of {rounds} rounds of {operations} commands per variant, measured in turn; differences are medians of the rounds' differences to *plain*.\n");
        report.Append(CultureInfo.InvariantCulture, $"All {recorded} events of the audited variants went through the engine: none was dropped.\n\n");
        report.Append(Table(results, variants));
        return report.ToString();
    }

    private static async Task<long> DeliveredAsync(AuditedApplication application, CancellationToken cancellationToken)
    {
        var statistics = await application.FinishAsync(cancellationToken);
        return statistics.Delivered == statistics.Recorded
            ? statistics.Recorded
            : throw new InvalidOperationException($"Of {statistics.Recorded} events only {statistics.Delivered} were delivered.");
    }

    /// <summary>Costs by variant and round.</summary>
    private static Cost[][] Measure(Scenario scenario, Variant[] variants, int rounds, int operations, CancellationToken cancellationToken)
    {
        // The runtime compiles anew what is called often, in steps.
        for (var i = 0; i < 40; i++)
        {
            foreach (var variant in variants)
                Cost.Of(scenario.OperationOf(variant), 500 / scenario.Parts);
        }

        var costs = Array.ConvertAll(variants, _ => new Cost[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < variants.Length; i++)
            {
                // Who comes first changes with each round.
                var index = (i + round) % variants.Length;
                costs[index][round] = Cost.Of(scenario.OperationOf(variants[index]), operations).Per(scenario.Parts);
            }
        }

        return costs;
    }

    private static MarkdownTable Table(List<(Scenario Scenario, Cost[][] Costs)> results, Variant[] variants)
    {
        var table = new MarkdownTable("scenario", "variant", "µs", "bytes", "+µs", "+bytes", "times no-op", "target");
        foreach (var (scenario, costs) in results)
        {
            var noOp = More(costs, 1).Microseconds;
            var measured = scenario.Variants ?? variants;
            for (var i = 0; i < measured.Length; i++)
            {
                var cost = Cost.Median(costs[i]);
                var more = More(costs, i);
                table.Add(
                    scenario.Name,
                    measured[i].Name,
                    Format(cost.Microseconds, "F2"),
                    Format(cost.Bytes, "F0"),
                    i == 0 ? "" : Format(more.Microseconds, "+0.00;-0.00"),
                    i == 0 ? "" : Format(more.Bytes, "+0;-0"),
                    i > 1 ? Format(more.Microseconds / noOp, "F2") : "",
                    i == 2 ? Verdict(more, more.Microseconds / noOp, scenario) : "");
            }
        }

        return table;
    }

    private static Cost More(Cost[][] costs, int variant) => Cost.Median(costs[variant].Zip(costs[0], static (own, plain) => own - plain));

    /// <summary>A machine that is slower than the one the target was set on is slower for EF Core's part, too: there, the ratio to it tells.</summary>
    private static string Verdict(Cost more, double timesNoOp, Scenario scenario)
    {
        var bytes = more.Bytes <= scenario.Target.Bytes ? "met" : "missed";
        if (scenario.NoOp == 0)
        {
            var isMet = more.Microseconds <= scenario.Target.Microseconds ? "met" : "missed";
            return string.Create(CultureInfo.InvariantCulture, $"≤ +{scenario.Target.Microseconds} µs: {isMet}; ≤ +{scenario.Target.Bytes} B: {bytes}");
        }

        var ratio = scenario.Target.Microseconds / scenario.NoOp;
        var time = more.Microseconds <= scenario.Target.Microseconds ? "met" : timesNoOp <= ratio ? "met by the ratio" : "missed";
        return string.Create(CultureInfo.InvariantCulture, $"≤ +{scenario.Target.Microseconds} µs or {ratio:F2} times no-op: {time}; ≤ +{scenario.Target.Bytes} B: {bytes}");
    }

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed record Scenario(string Name, Func<Variant, Action<int>> OperationOf, int Frames, Cost Target, double NoOp)
    {
        /// <summary>What is compared, where it is not what all are.</summary>
        public Variant[]? Variants { get; init; }

        /// <summary>How many parts an operation has, the cost of one of which counts.</summary>
        public int Parts { get; init; } = 1;
    }
}
