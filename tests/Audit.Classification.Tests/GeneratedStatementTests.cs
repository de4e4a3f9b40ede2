using System.Globalization;
using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Measuring;
using Audit.Classification.Tests.MySql;
using Audit.Classification.Tests.Oracle;
using Audit.Classification.Tests.PostgreSql;
using Audit.Classification.Tests.Sqlite;
using Audit.Classification.Tests.SqlServer;
using Audit.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Classification.Tests;

/// <summary>The bars of classification, on statements whose truth is known because they were made from it.</summary>
public sealed class GeneratedStatementTests
{
    private const int Count = 8_000;

    private static readonly int[] FixedSeeds = [1, 20_260_101];

    internal static readonly Dictionary<string, Grammar> Grammars = new(StringComparer.Ordinal)
    {
        ["mysql"] = new MySqlGrammar(),
        ["sqlite"] = new SqliteGrammar(),
        ["postgresql"] = new PostgreSqlGrammar(),
        ["sqlserver"] = new SqlServerGrammar(),
        ["oracle"] = new OracleGrammar(),
    };

    public static TheoryData<string> Dialects => [.. Grammars.Keys];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Of_known_seeds_are_told_for_what_they_are(string dialect)
    {
        foreach (var seed in FixedSeeds)
            Measure(dialect, seed);
    }

    /// <summary>To repeat a failure, set AUDIT_GENERATOR_SEED to the seed that it tells.</summary>
    [Theory]
    [MemberData(nameof(Dialects))]
    public void Of_a_seed_that_nobody_knows_are_told_for_what_they_are(string dialect)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("AUDIT_GENERATOR_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        Measure(dialect, seed);
    }

    /// <summary>A classifier that looks at each text anew.</summary>
    internal static StatementClassifier NewClassifier()
    {
        var options = new AuditOptions();
        options.Classification.CacheBytes = 0;
        return new StatementClassifier(Options.Create(options));
    }

    private static void Measure(string dialect, int seed)
    {
        var measurement = new Measurement(NewClassifier(), $"{dialect}, seed {seed}");
        foreach (var statement in new Generator(Grammars[dialect]).Make(seed, Count))
            measurement.Add(statement);

        var report = measurement.Report();
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(measurement.HoldsTheBars, report);
    }
}
