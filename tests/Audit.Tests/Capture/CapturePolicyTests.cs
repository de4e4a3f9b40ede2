using Audit.Capture;
using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Statements;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Tests.Capture;

public sealed class CapturePolicyTests
{
    private static readonly AuditContext User = AuditContext.Background with { Actor = new AuditActor(ActorType.User, "7", "Ann"), HttpRoute = "/health/live" };

    [Theory]
    [InlineData(CaptureLevel.None, false, false, false, false)]
    [InlineData(CaptureLevel.Metadata, true, false, false, false)]
    [InlineData(CaptureLevel.Statement, true, true, false, false)]
    [InlineData(CaptureLevel.Parameters, true, true, true, false)]
    [InlineData(CaptureLevel.Changes, true, true, true, true)]
    public void A_level_holds_the_ones_before(CaptureLevel level, bool isRecorded, bool hasText, bool hasParameters, bool hasChanges)
    {
        var policy = Create(level);

        var read = policy.Apply(Event("SELECT", reads: "orders"));
        var change = policy.Apply(Change());

        Assert.Equal((isRecorded, isRecorded), (read is not null, change is not null));
        if (read is null)
            return;
        Assert.Equal((hasText, hasText), (read.Statement!.RedactedText.Length > 0, read.ErrorMessage is not null));
        Assert.Equal((hasParameters, hasChanges), (read.Parameters.Length > 0, change!.Entity!.Changes.Length > 0));
        Assert.Equal(("orders", 42UL, "db.select"), (Assert.Single(read.Statement.TablesRead), read.Statement.Fingerprint, read.Statement.Action));
        Assert.Equal(("Product", "7"), (change.Entity!.Type, change.Entity.Key));
    }

    [Fact]
    public void Of_the_rules_that_match_the_first_counts()
    {
        var policy = Create(
            CaptureLevel.Changes,
            new CaptureRule { Level = CaptureLevel.Changes, Tables = { "orders" } },
            new CaptureRule { Level = CaptureLevel.None, Operations = { "select" } });

        Assert.NotNull(policy.Apply(Event("SELECT", reads: "shop.orders")));
        Assert.Null(policy.Apply(Event("SELECT", reads: "products")));
        Assert.NotNull(policy.Apply(Event("UPDATE", writes: "products")));
        Assert.Equal(1, policy.Excluded);
    }

    [Theory]
    [InlineData("Linq", "", "", "", "", true)]
    [InlineData("AdoNet", "", "", "", "", false)]
    [InlineData("", "User", "", "", "", true)]
    [InlineData("", "Service", "", "", "", false)]
    [InlineData("", "", "7", "", "", true)]
    [InlineData("", "", "8*", "", "", false)]
    [InlineData("", "", "", "/health*", "", true)]
    [InlineData("", "", "", "/shop*", "", false)]
    [InlineData("", "", "", "", "order?", true)]
    [InlineData("", "", "", "", "lines", false)]
    public void All_conditions_must_hold(string source, string actorType, string actor, string route, string table, bool matches)
    {
        var rule = new CaptureRule { Level = CaptureLevel.None };
        if (source.Length > 0)
            rule.Sources.Add(Enum.Parse<CommandSource>(source));
        if (actorType.Length > 0)
            rule.ActorTypes.Add(Enum.Parse<ActorType>(actorType));
        if (actor.Length > 0)
            rule.Actors.Add(actor);
        if (route.Length > 0)
            rule.Routes.Add(route);
        if (table.Length > 0)
            rule.Tables.Add(table);

        Assert.Equal(matches, Create(CaptureLevel.Changes, rule).Apply(Event("SELECT", reads: "orders")) is null);
    }

    [Fact]
    public void What_also_touches_another_table_is_not_left_out_for_the_sake_of_one()
    {
        var policy = Create(CaptureLevel.Changes, new CaptureRule { Level = CaptureLevel.None, Tables = { "sessions" } });

        Assert.Null(policy.Apply(Event("INSERT", writes: "sessions")));
        Assert.NotNull(policy.Apply(Event("INSERT", reads: "users", writes: "sessions")));
    }

    [Fact]
    public void Destructive_operations_keep_their_statement_whatever_a_rule_says()
    {
        var policy = Create(CaptureLevel.None, new CaptureRule { Level = CaptureLevel.None, SampleRate = 0.001 });

        var kept = policy.Apply(Event("DROP", writes: "orders", isDestructive: true));

        Assert.Equal("text", kept!.Statement!.RedactedText);
    }

    [Theory]
    [InlineData(EventCategory.Access)]
    [InlineData(EventCategory.Guard)]
    [InlineData(EventCategory.System)]
    [InlineData(EventCategory.Integrity)]
    public void What_is_not_the_applications_own_doing_is_recorded_whole(EventCategory category)
    {
        var auditEvent = new AuditEvent(DateTimeOffset.UnixEpoch) { Category = category, Action = "x", ErrorMessage = "y" };

        Assert.Same(auditEvent, Create(CaptureLevel.None).Apply(auditEvent));
    }

    [Fact]
    public void A_sample_of_reads_stands_for_all_of_them()
    {
        const int count = 20_000;
        var policy = Create(CaptureLevel.Changes, new CaptureRule { SampleRate = 0.1 });

        var kept = Enumerable.Range(0, count).Select(_ => policy.Apply(Event("SELECT", reads: "orders"))).OfType<AuditEvent>().ToArray();

        Assert.InRange(kept.Length, 1_700, 2_300);
        Assert.Equal(count - kept.Length, policy.Excluded);
        Assert.All(kept, static one => Assert.Equal(new AuditAttribute("audit.sample_weight", "10"), Assert.Single(one.Attributes)));
    }

    [Theory]
    [InlineData("UPDATE", Outcome.Succeeded)]
    [InlineData("SELECT", Outcome.Failed)]
    [InlineData("CALL", Outcome.Succeeded)]
    public void Writes_and_failures_are_never_sampled(string operation, Outcome outcome)
    {
        var policy = Create(CaptureLevel.Changes, new CaptureRule { SampleRate = 0.0001 });

        for (var i = 0; i < 100; i++)
            Assert.Empty(policy.Apply(Event(operation, reads: "orders", outcome: outcome))!.Attributes);
    }

    [Fact]
    public void Without_rules_an_event_stays_the_same_instance()
    {
        var auditEvent = Event("SELECT", reads: "orders");

        Assert.Same(auditEvent, Create(CaptureLevel.Changes).Apply(auditEvent));
    }

    [Theory]
    [InlineData("DefaultLevel", "All", "Audit:Capture:DefaultLevel is 'All'. Allowed: None, Metadata, Statement, Parameters, Changes.")]
    [InlineData("Rules:0:Level", "x", "Audit:Capture:Rules:0:Level is 'x'. Allowed: None, Metadata, Statement, Parameters, Changes.")]
    [InlineData("Rules:0:SampleRate", "0", "Audit:Capture:Rules:0:SampleRate is 0. Allowed: above 0 and at most 1.")]
    [InlineData("Rules:0:Sources:0", "Sql", "Audit:Capture:Rules:0:Sources:0 is 'Sql'. Allowed: Unknown, Linq,")]
    [InlineData("Rules:0:Tables:0", " ", "Audit:Capture:Rules:0:Tables:0 is empty.")]
    public void What_is_not_allowed_is_told_with_its_key(string key, string value, string told)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new($"Audit:Capture:{key}", value)]).Build());
        services.AddAudit();
        using var provider = services.BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<AuditOptions>>().Value);

        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
    }

    private static CapturePolicy Create(CaptureLevel level, params CaptureRule[] rules)
    {
        var options = new AuditOptions();
        options.Capture.DefaultLevel = level;
        foreach (var rule in rules)
            options.Capture.Rules.Add(rule);
        return new CapturePolicy(Options.Create(options));
    }

    private static AuditEvent Event(string operation, string? reads = null, string? writes = null, bool isDestructive = false, Outcome outcome = Outcome.Succeeded) =>
        new(1_000_000, User)
        {
            Category = EventCategory.Database,
            Action = "db.select",
            Outcome = outcome,
            Source = CommandSource.Linq,
            Destructive = isDestructive,
            Statement = new StatementInfo
            {
                Operations = [operation],
                TablesRead = reads is null ? [] : [reads],
                TablesWritten = writes is null ? [] : [writes],
                RedactedText = "text",
                Fingerprint = 42,
                Action = "db.select",
            },
            Parameters = [new AuditParameter("@p0", "1")],
            ErrorMessage = "message",
        };

    private static AuditEvent Change() => new(1_000_000, User)
    {
        Category = EventCategory.Entity,
        Action = "entity.modified",
        Entity = new EntityChange("Product", "7", "modified", [new PropertyChange("Price", "1", "2")]),
    };
}
