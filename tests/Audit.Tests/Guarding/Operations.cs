using Audit.Classification;
using Audit.Context;
using Audit.Events;
using Audit.Guarding;
using Audit.Guarding.Policy;
using Audit.Hosting;
using Audit.Statements;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Audit.Tests.Guarding;

/// <summary>Operations as policies are asked about, of statements that the real classifier has read.</summary>
internal static class Operations
{
    private static readonly StatementClassifier Classifier = new(Options.Create(new AuditOptions()));

    public static StatementInfo Read(string sql, SqlDialect dialect = SqlDialect.PostgreSql) => Classifier.Classify(sql, dialect);

    public static GuardedOperation Of(
        string sql,
        string environment = "Production",
        AuditActor? actor = null,
        CommandSource source = CommandSource.RawSql,
        string system = "postgresql",
        string database = "shop") =>
        new(Read(sql), new DatabaseTarget(system, "localhost:5432", database), environment, actor ?? AuditActor.System, source);

    public static GuardPolicy Policy(params GuardRule[] rules)
    {
        var options = new GuardOptions();
        foreach (var rule in rules)
            options.Rules.Add(rule);
        return GuardPolicy.Create(options);
    }

    /// <summary>A policy of keys below <c>Audit:Guard</c>.</summary>
    public static GuardPolicy Policy(params (string Key, string Value)[] settings) =>
        GuardPolicy.Create(Configuration(settings).GetSection(GuardOptions.Section));

    public static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"{GuardOptions.Section}:{setting.Key}", (string?)setting.Value)))
        .Build();
}
