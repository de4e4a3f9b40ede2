using System.Collections.Immutable;
using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Redaction;
using Audit.Redaction.Events;
using Audit.Tests.Hosting;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Audit.Tests.Redaction;

/// <summary>Nothing gets into the pipeline that was not redacted, whoever recorded it.</summary>
public sealed class EventRedactionTests
{
    private const string Secret = "S3CRET-7f3a";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_application_records_is_redacted_before_it_is_stored()
    {
        await using var pipeline = new TestPipeline();
        pipeline.Pipeline.Start();
        var context = AuditContext.Background with { Attributes = [new("session_token", Secret), new("tenant", "t1")] };

        pipeline.Log.Record(new AuditEvent(0, context)
        {
            Category = EventCategory.Command,
            Action = "user.imported",
            ErrorMessage = $"Key (email)=({Secret}) already exists.",
            Parameters = [new("@password", Secret), new("@id", "7"), new("@none", Redacted.Marker)],
            Attributes = [new("api_key", Secret), new("note", $"sent Bearer {Secret}"), new("count", "3")],
            Command = new CommandRun("import", ["--password", Secret, $"--db=Host=x;Password={Secret}", "users.csv"]),
            Entity = new EntityChange("User", $"Bearer {Secret}", "modified", [new("PasswordHash", Secret, Secret), new("Name", "a", "b"), new("Pin", null, Secret)]),
        });
        await pipeline.Log.RecordAsync(new AuditEvent(0, context) { Category = EventCategory.System, Action = "x" }, Token);
        await pipeline.Log.FlushAsync(Token);

        var rows = string.Join('\n', pipeline.Store.Rows.Select(row => System.Text.Encoding.UTF8.GetString(row.Bytes)));
        Assert.DoesNotContain(Secret, rows, StringComparison.Ordinal);
        foreach (var kept in new[] { "users.csv", "count", "tenant", "t1", "session_token", "PasswordHash", "already exists" })
            Assert.Contains(kept, rows, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_without_values_passes_as_it_is_and_costs_nothing()
    {
        var redactor = New();
        var given = new AuditEvent(0, AuditContext.Background)
        {
            Category = EventCategory.Database,
            Action = "db.select",
            Parameters = [new("@p0", Redacted.Marker), new("@p1", Redacted.Marker)],
        };
        _ = redactor.Redact(given);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            Assert.Same(given, redactor.Redact(given));

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_is_redacted_already_passes_as_it_is()
    {
        var redactor = New();
        var once = redactor.Redact(Full(AuditContext.Background with { Attributes = [new("token", Secret)] }, new string('x', 9_000)));

        Assert.Same(once, redactor.Redact(once));
    }

    [Fact]
    public void A_context_is_redacted_once_for_all_its_events()
    {
        var redactor = New();
        var context = AuditContext.Background with { Attributes = [new("token", Secret)], RequestId = "r1" };

        var first = redactor.Redact(Full(context));
        var second = redactor.Redact(Full(context));
        var other = redactor.Redact(Full(context with { RequestId = "r2" }));

        Assert.Same(first.Context, second.Context);
        Assert.Equal(("r1", "r2", Redacted.Marker), (first.Context.RequestId, other.Context.RequestId, other.Context.Attributes[0].Value));
        Assert.Equal(Secret, context.Attributes[0].Value);
    }

    [Fact]
    public void Every_cut_is_marked_in_the_text_and_told()
    {
        var redactor = New(options => (options.MaxAttributes, options.MaxArguments, options.MaxChanges) = (2, 2, 1));

        var redacted = redactor.Redact(Full(AuditContext.Background, new string('x', 9_000)));

        Assert.Equal(
            [Redactions.StatementTruncated, Redactions.ErrorTruncated, Redactions.ParametersTruncated, Redactions.AttributesTruncated, Redactions.ArgumentsTruncated, Redactions.ChangesTruncated],
            redacted.Redactions.AsEnumerable());
        string[] cut = [redacted.ErrorMessage!, redacted.Parameters[0].Value, redacted.Attributes[0].Value, redacted.Command!.Arguments[0], redacted.Entity!.Changes[0].After!];
        Assert.All(cut, text => Assert.EndsWith("x…", text, StringComparison.Ordinal));
        Assert.Equal((2, 2, 1), (redacted.Attributes.Length, redacted.Command.Arguments.Length, redacted.Entity.Changes.Length));
    }

    [Fact]
    public void Of_too_many_attributes_the_last_are_kept_since_they_count()
    {
        var redactor = New(static options => options.MaxAttributes = 2);
        var context = AuditContext.Background with { Attributes = [new("a", "1"), new("b", "2"), new("a", "3")] };

        var redacted = redactor.Redact(new AuditEvent(0, context) { Category = EventCategory.System, Action = "x" });

        Assert.Equal([new("b", "2"), new("a", "3")], redacted.Context.Attributes.AsEnumerable());
        Assert.Equal([Redactions.AttributesTruncated], redacted.Redactions.AsEnumerable());
    }

    [Fact]
    public void When_the_redactor_fails_no_value_is_recorded_and_nothing_is_thrown()
    {
        var redactor = new EventRedactor(new FailingRedactor(), Options.Create(new AuditOptions()), NullLogger<EventRedactor>.Instance);

        var redacted = redactor.Redact(Full(AuditContext.Background with { Attributes = [new("note", Secret)] }, Secret));

        Assert.Equal(Redacted.Marker, redacted.ErrorMessage);
        Assert.Equal((0, 0, 0, 0, 0), (redacted.Parameters.Length, redacted.Attributes.Length, redacted.Context.Attributes.Length, redacted.Command!.Arguments.Length, redacted.Entity!.Changes.Length));
        Assert.Contains(Redactions.Failed, redacted.Redactions);
        Assert.Equal(("import", "User", "db.insert"), (redacted.Command.Name, redacted.Entity.Type, redacted.Action));
    }

    [Fact]
    public void Odd_events_do_no_harm()
    {
        var redactor = New();

        var redacted = redactor.Redact(new AuditEvent(0, AuditContext.Background)
        {
            Category = EventCategory.System,
            Action = "odd",
            Parameters = [new(null!, null!), new("a", "")],
            Attributes = [new(null!, "x"), new("a", null!)],
            Redactions = default,
            Command = new CommandRun("c", [null!, "x"]),
            Entity = new EntityChange(null!, null!, null!, [new(null!, null, "x")]),
        });

        Assert.Equal("x", redacted.Command!.Arguments[1]);
        redactor.Redact(new AuditEvent(0, AuditContext.Background) { Category = EventCategory.System, Action = "odd", Parameters = default, Attributes = default, Command = new CommandRun("c", default), Entity = new EntityChange("e", "k", "s", default) });
    }

    private static AuditEvent Full(AuditContext context, string text = "x") => new(0, context)
    {
        Category = EventCategory.Database,
        Action = "db.insert",
        ErrorMessage = text,
        Redactions = [Redactions.StatementTruncated],
        Parameters = [new("@a", text)],
        Attributes = [new("a", text), new("b", text), new("c", text)],
        Command = new CommandRun("import", [text, text, text]),
        Entity = new EntityChange("User", "1", "modified", [new("Name", text, text), new("Other", text, text)]),
    };

    private static EventRedactor New(Action<AuditRedactionOptions>? configure = null)
    {
        var options = new AuditOptions();
        configure?.Invoke(options.Redaction);
        var wrapped = Options.Create(options);
        return new EventRedactor(new AuditRedactor(wrapped, NullLogger<AuditRedactor>.Instance), wrapped, NullLogger<EventRedactor>.Instance);
    }

    private sealed class FailingRedactor : IAuditRedactor
    {
        public RedactedText RedactValue(string name, string value) => throw Failure();

        public RedactedText RedactValue(string name, string value, DataClassification classification) => throw Failure();

        public RedactedText RedactAttribute(string name, string value) => throw Failure();

        public RedactedText RedactText(string text) => throw Failure();

        public RedactedText RedactMessage(string message) => throw Failure();

        public ImmutableArray<string> RedactArguments(ImmutableArray<string> arguments, out bool isTruncated) => throw Failure();

        private static InvalidOperationException Failure() => new("broken");
    }
}
