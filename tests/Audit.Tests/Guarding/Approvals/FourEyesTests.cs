using System.Collections.Concurrent;
using Audit.Context;
using Audit.Events;
using Audit.Guarding.Approvals;
using Audit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Guarding.Approvals;

public sealed class FourEyesTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(SampleApprovals.Now);
    private readonly StepLog _log = new();
    private readonly MemoryApprovalStore _store = new();
    private readonly ServiceProvider _services;

    public FourEyesTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time).AddSingleton<IAuditLog>(_log).AddSingleton<IApprovalStore>(_store);
        services.AddAudit().AddApprovals().AddApprovals();
        _services = services.BuildServiceProvider();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IApprovals Approvals => _services.GetRequiredService<IApprovals>();

    [Fact]
    public async Task A_second_person_lets_exactly_this_operation_run_once()
    {
        var request = await RedeemAsync();
        Assert.Equal(ApprovalState.Pending, request.State);
        Assert.Equal(request.Id, (await RedeemAsync()).Id);
        Assert.Equal(request.Id, Assert.Single(await Approvals.ListPendingAsync(Token)).Id);

        var decided = await DecideAsync("bob", request.Id, isApproved: true, "  checked the backup ");
        Assert.Equal((ApprovalState.Approved, "bob", SampleApprovals.Now, "checked the backup"), (decided.State, decided.DecidedBy!.Id, decided.DecidedAt, decided.DecisionNote));
        Assert.Empty(await Approvals.ListPendingAsync(Token));
        Assert.Equal(ApprovalState.Pending, (await RedeemAsync("other statement")).State);

        var used = await RedeemAsync();
        Assert.Equal((request.Id, ApprovalState.Used), (used.Id, used.State));

        var again = await RedeemAsync();
        Assert.Equal(ApprovalState.Pending, again.State);
        Assert.NotEqual(request.Id, again.Id);
        Assert.Equal(
            [
                "guard.approval_requested by alice", "guard.approval_approved by bob", "guard.approval_requested by alice", "guard.approval_used by alice",
                "guard.approval_requested by alice",
            ],
            _log.Steps);
    }

    [Fact]
    public async Task Every_step_is_an_event_that_tells_approval_rule_statement_and_note()
    {
        var request = await RedeemAsync();
        await DecideAsync("bob", request.Id, isApproved: false, "no, password=hunter2");

        var step = _log.Events.Last();
        Assert.Equal((EventCategory.Guard, "guard.approval_rejected", Outcome.Succeeded, Risk.Critical, false), (step.Category, step.Action, step.Outcome, step.Risk, step.Destructive));
        Assert.Equal(request.Statement, step.Statement!.RedactedText);
        Assert.Equal(["delete_no_where", "drop_table"], step.Statement.DestructiveReasons.Select(static reason => reason.Name));
        var attributes = step.Attributes.ToDictionary(static attribute => attribute.Name, static attribute => attribute.Value);
        Assert.Equal(request.Id.ToString(), attributes["guard.approval_id"]);
        Assert.Equal(request.Rule, attributes["guard.rule"]);
        Assert.Equal("alice", attributes["guard.requester_id"]);
        Assert.Equal("bob", attributes["guard.approver_id"]);
        Assert.DoesNotContain("hunter2", attributes["guard.note"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_rejection_the_operation_has_to_be_asked_for_anew()
    {
        var request = await RedeemAsync();
        await DecideAsync("bob", request.Id, isApproved: false, "no");

        var again = await RedeemAsync();

        Assert.Equal(ApprovalState.Pending, again.State);
        Assert.NotEqual(request.Id, again.Id);
    }

    public static TheoryData<string, string?> Requesters => new()
    {
        { "alice", null }, { "ALICE ", null }, { "root", null }, { "carol", "alice" }, { "carol", "Root" },
    };

    [Theory]
    [MemberData(nameof(Requesters))]
    public async Task Who_asked_cannot_decide_whoever_acts_as_whom(string id, string? impersonator)
    {
        var request = await RedeemAsync();

        var error = await Assert.ThrowsAsync<ApprovalException>(() => DecideAsync(new AuditActor(ActorType.User, id, ImpersonatorId: impersonator), request.Id, isApproved: true, "me"));

        Assert.Contains("a second person must", error.Message, StringComparison.Ordinal);
        Assert.Equal(ApprovalState.Pending, (await RedeemAsync()).State);
        Assert.Equal(("guard.approval_refused", Outcome.Blocked, id), (_log.Events.Last().Action, _log.Events.Last().Outcome, _log.Events.Last().Context.Actor.Id));
    }

    [Theory]
    [InlineData(ActorType.Anonymous, "")]
    [InlineData(ActorType.System, "shop")]
    [InlineData(ActorType.User, " ")]
    public async Task Nobody_unknown_decides(ActorType type, string id)
    {
        var request = await RedeemAsync();

        await Assert.ThrowsAsync<ApprovalException>(() => DecideAsync(new AuditActor(type, id), request.Id, isApproved: true, "me"));
    }

    [Theory]
    [InlineData("", "A note is needed")]
    [InlineData("  \n", "A note is needed")]
    [InlineData(null, "A note is needed")]
    public async Task A_decision_needs_a_note(string? note, string message)
    {
        var request = await RedeemAsync();

        var error = await Assert.ThrowsAsync<ApprovalException>(() => DecideAsync("bob", request.Id, isApproved: true, note!));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_has_an_end()
    {
        var request = await RedeemAsync();

        var error = await Assert.ThrowsAsync<ApprovalException>(() => DecideAsync("bob", request.Id, isApproved: true, new string('x', 1001)));
        Assert.Contains("1001 characters; at most 1000", error.Message, StringComparison.Ordinal);
        await DecideAsync("bob", request.Id, isApproved: true, new string('x', 1000));
    }

    [Fact]
    public async Task What_does_not_exist_or_is_decided_cannot_be_decided()
    {
        var request = await RedeemAsync();
        await DecideAsync("bob", request.Id, isApproved: true, "yes");

        var decided = await Assert.ThrowsAsync<ApprovalException>(() => DecideAsync("carol", request.Id, isApproved: false, "no"));
        Assert.Contains("not pending any more: it is approved", decided.Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<ApprovalException>(() => DecideAsync("carol", Guid.Empty, isApproved: false, "no"));
        Assert.Contains("There is no approval", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_nobody_decides_in_time_expires_once()
    {
        var request = await RedeemAsync();
        _time.SetUtcNow(request.ExpiresAt);

        Assert.Empty(await Approvals.ListPendingAsync(Token));
        Assert.Empty(await Approvals.ListPendingAsync(Token));
        var error = await Assert.ThrowsAsync<ApprovalException>(() => DecideAsync("bob", request.Id, isApproved: true, "yes"));

        Assert.Contains("expired", error.Message, StringComparison.Ordinal);
        Assert.Equal(["guard.approval_requested by alice", "guard.approval_expired by "], _log.Steps);
        Assert.Equal(ActorType.System, _log.Events.Last().Context.Actor.Type);
    }

    [Fact]
    public async Task An_approval_that_is_not_used_in_time_expires()
    {
        var request = await RedeemAsync();
        await DecideAsync("bob", request.Id, isApproved: true, "yes");
        _time.SetUtcNow(request.ExpiresAt);

        var again = await RedeemAsync();

        Assert.Equal(ApprovalState.Pending, again.State);
        Assert.NotEqual(request.Id, again.Id);
        Assert.Equal(ApprovalState.Expired, (await _store.FindAsync(request.Id, Token))!.State);
    }

    [Fact]
    public async Task Of_many_that_redeem_at_once_one_may_run()
    {
        var request = await RedeemAsync();
        await DecideAsync("bob", request.Id, isApproved: true, "yes");

        var redeemed = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => RedeemAsync(), Token)));

        Assert.Single(redeemed, static approval => approval.State == ApprovalState.Used);
        Assert.Single(_log.Events, static step => step.Action == "guard.approval_used");
        Assert.Single(await Approvals.ListPendingAsync(Token));
    }

    [Fact]
    public async Task A_request_that_claims_to_be_approved_is_none() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Approvals.RedeemOrRequestAsync(SampleApprovals.Request().Approved(), Token));

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task<Approval> RedeemAsync(string content = "c0ffee")
    {
        using (AuditContext.Push(AuditContext.Background with { Actor = new AuditActor(ActorType.User, "alice") }))
            return await Approvals.RedeemOrRequestAsync(SampleApprovals.Request(content, at: _time.GetUtcNow()), Token);
    }

    private Task<Approval> DecideAsync(string actor, Guid id, bool isApproved, string note) => DecideAsync(new AuditActor(ActorType.User, actor), id, isApproved, note);

    private async Task<Approval> DecideAsync(AuditActor actor, Guid id, bool isApproved, string note)
    {
        using (AuditContext.Push(AuditContext.Background with { Actor = actor }))
            return await Approvals.DecideAsync(id, isApproved, note, Token);
    }

    private sealed class StepLog : IAuditLog
    {
        public ConcurrentQueue<AuditEvent> Events { get; } = new();

        public IEnumerable<string> Steps => Events.Select(static step => $"{step.Action} by {step.Context.Actor.Id}");

        public bool IsEnabled => true;

        public bool Record(AuditEvent auditEvent)
        {
            Events.Enqueue(auditEvent);
            return true;
        }

        public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(Record(auditEvent));

        public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
