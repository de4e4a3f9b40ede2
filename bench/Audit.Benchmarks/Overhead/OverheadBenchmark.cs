using System.Data.Common;
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
        await using var entityApplication = new AuditedApplication(isGuarded: false, hasEntities: true);
        AuditedApplication[] applications = [application, guardedApplication, entityApplication];

        using var plain = new Variant("plain", static _ => { });
        using var noOp = new Variant("no-op interceptor", static options => options.AddInterceptors(new NoOpInterceptor()));
        using var audited = new Variant("audited", options => options.UseAudit(application.Services));
        using var guarded = new Variant("audited and guarded", options => options.UseAudit(guardedApplication.Services));
        Variant[] variants = [plain, noOp, audited, guarded];

        using var noOpSaves = new Variant("no-op interceptors", static options => options.AddInterceptors(new NoOpInterceptor(), new NoOpSaveInterceptor()));
        using var withEntities = new Variant("audited with entities", options => options.UseAudit(entityApplication.Services));
        Variant[] savers = [plain, noOpSaves, withEntities, audited];

        using var plainAdoNet = new AdoNetVariant("plain", static connection => connection);
        using var auditedAdoNet = new AdoNetVariant("audited", connection => connection.WithAudit(application.Services));
        using var guardedAdoNet = new AdoNetVariant("audited and guarded", connection => connection.WithAudit(guardedApplication.Services));
        AdoNetVariant[] connections = [plainAdoNet, auditedAdoNet, guardedAdoNet];

        Scenario[] scenarios =
        [
            new("S1 query", Of(variants, static variant => variant.Query), new Cost(3.5, 1536)) { NoOp = QueryNoOp },
            new("S2 update", Of(variants, static variant => variant.Update), new Cost(2, 1536)) { NoOp = UpdateNoOp },
            new($"S1, {DeepFrames} frames deeper", Of(variants, static variant => variant.Query), new Cost(3.5, 1536)) { NoOp = QueryNoOp, Frames = DeepFrames },
            new($"S2, {DeepFrames} frames deeper", Of(variants, static variant => variant.Update), new Cost(2, 1536)) { NoOp = UpdateNoOp, Frames = DeepFrames },
            new("S3 save of 1 entity", Of(savers, static variant => variant.Save), new Cost(6, 6144)) { NoOp = SaveNoOp },
            new("S4 save of 100, per entity", Of(savers, static variant => variant.SaveMany), new Cost(2.5, 2048)) { Parts = Variant.Many },
            new("S5 ADO.NET update", Of(connections, static connection => connection.Update), new Cost(1.5, 1536)) { Audited = 1 },
            new("S6 ADO.NET query", Of(connections, static connection => connection.Query), new Cost(1.5, 1536)) { Audited = 1 },
        ];
        var results = new List<(Scenario, Cost[][])>();
        foreach (var scenario in scenarios)
            results.Add((scenario, CallStack.Deeper(scenario.Frames, () => Measure(scenario, rounds, operations / scenario.Parts, cancellationToken))));

        var recorded = 0L;
        foreach (var each in applications)
            recorded += await DeliveredAsync(each, cancellationToken);

        var report = new StringBuilder();
        report.Append("# Overhead per audited command\n\n").Append(Machine.Description).Append(".\n");
        report.Append(CultureInfo.InvariantCulture, $"Medians of {rounds} rounds of {operations} commands per variant, measured in turn; differences are medians of the rounds' differences to *plain*.\n");
        report.Append(CultureInfo.InvariantCulture, $"All {recorded} events of the audited variants went through the engine: none was dropped.\n\n");
        report.Append(Table(results));
        return report.ToString();
    }

    private static Contender[] Of(Variant[] variants, Func<Variant, Action<int>> operation) =>
        Array.ConvertAll(variants, variant => new Contender(variant.Name, operation(variant)));

    private static Contender[] Of(AdoNetVariant[] variants, Func<AdoNetVariant, Action<int>> operation) =>
        Array.ConvertAll(variants, variant => new Contender(variant.Name, operation(variant)));

    private static async Task<long> DeliveredAsync(AuditedApplication application, CancellationToken cancellationToken)
    {
        var statistics = await application.FinishAsync(cancellationToken);
        return statistics.Delivered == statistics.Recorded
            ? statistics.Recorded
            : throw new InvalidOperationException($"Of {statistics.Recorded} events only {statistics.Delivered} were delivered.");
    }

    /// <summary>Costs by contender and round.</summary>
    private static Cost[][] Measure(Scenario scenario, int rounds, int operations, CancellationToken cancellationToken)
    {
        var contenders = scenario.Contenders;

        // The runtime compiles anew what is called often, in steps.
        for (var i = 0; i < 40; i++)
        {
            foreach (var contender in contenders)
                Cost.Of(contender.Operation, 500 / scenario.Parts);
        }

        var costs = Array.ConvertAll(contenders, _ => new Cost[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < contenders.Length; i++)
            {
                // Who comes first changes with each round.
                var index = (i + round) % contenders.Length;
                costs[index][round] = Cost.Of(contenders[index].Operation, operations).Per(scenario.Parts);
            }
        }

        return costs;
    }

    private static MarkdownTable Table(List<(Scenario Scenario, Cost[][] Costs)> results)
    {
        var table = new MarkdownTable("scenario", "variant", "µs", "bytes", "+µs", "+bytes", "times no-op", "target");
        foreach (var (scenario, costs) in results)
        {
            var noOp = More(costs, 1).Microseconds;
            for (var i = 0; i < scenario.Contenders.Length; i++)
            {
                var cost = Cost.Median(costs[i]);
                var more = More(costs, i);
                table.Add(
                    scenario.Name,
                    scenario.Contenders[i].Name,
                    Format(cost.Microseconds, "F2"),
                    Format(cost.Bytes, "F0"),
                    i == 0 ? "" : Format(more.Microseconds, "+0.00;-0.00"),
                    i == 0 ? "" : Format(more.Bytes, "+0;-0"),
                    i > 1 && scenario.Audited > 1 ? Format(more.Microseconds / noOp, "F2") : "",
                    i == scenario.Audited ? Verdict(more, more.Microseconds / noOp, scenario) : "");
            }
        }

        return table;
    }

    private static Cost More(Cost[][] costs, int contender) => Cost.Median(costs[contender].Zip(costs[0], static (own, plain) => own - plain));

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

    /// <summary>One of those that do the same, and how it does it.</summary>
    private sealed record Contender(string Name, Action<int> Operation);

    /// <param name="Name">What is done.</param>
    /// <param name="Contenders">Who does it: the first without audit, the second with an interceptor that does nothing where there is such a thing.</param>
    /// <param name="Target">What the audited contender may cost more than the first.</param>
    private sealed record Scenario(string Name, Contender[] Contenders, Cost Target)
    {
        /// <summary>What the contender that does nothing costs more on the machine of the targets; 0 when only the target's time counts.</summary>
        public double NoOp { get; init; }

        public int Frames { get; init; }

        /// <summary>Which contender is judged.</summary>
        public int Audited { get; init; } = 2;

        /// <summary>How many parts an operation has, the cost of one of which counts.</summary>
        public int Parts { get; init; } = 1;
    }
}
