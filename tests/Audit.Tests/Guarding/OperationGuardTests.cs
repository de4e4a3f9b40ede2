using System.Security.Cryptography;
using Audit.Context;
using Audit.Events;
using Audit.Guarding;
using Audit.Guarding.Asking;

namespace Audit.Tests.Guarding;

public sealed class OperationGuardTests
{
    private static readonly AuditContext Request = new() { RequestId = "r1", HttpMethod = "POST", Actor = new AuditActor(ActorType.User, "dana") };

    [Theory]
    [InlineData("orders\n", true)]
    [InlineData("  orders  \n", true)]
    [InlineData("Orders\n", false)]
    [InlineData("yes\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public async Task A_person_confirms_by_typing_the_name_of_the_table(string typed, bool isAllowed)
    {
        var output = new StringWriter();
        await using var guarded = new Guarded(GuardAction.RequireConfirmation, console: new GuardConsole(new StringReader(typed), output, isInteractive: true));

        await guarded.ExpectAsync(isAllowed, isAllowed ? "guard.confirmed" : "guard.confirmation_missing", isAsync: true);

        Assert.Contains("Type orders to go on", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("DROP TABLE orders on shop", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the table has moved\n", true)]
    [InlineData("\n", false)]
    public async Task A_person_is_asked_for_a_reason(string typed, bool isAllowed)
    {
        var output = new StringWriter();
        await using var guarded = new Guarded(GuardAction.RequireReason, console: new GuardConsole(new StringReader(typed), output, isInteractive: true));

        await guarded.ExpectAsync(isAllowed, isAllowed ? "guard.reason_given" : "guard.reason_missing", isAsync: false);

        Assert.Contains("Why?", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GuardAction.RequireReason)]
    [InlineData(GuardAction.RequireConfirmation)]
    public async Task A_request_neither_asks_at_the_console_nor_borrows_its_yes(GuardAction action)
    {
        var output = new StringWriter();
        await using var guarded = new Guarded(action, Set, new GuardConsole(new StringReader("orders\n"), output, isInteractive: true));
        using var scope = AuditContext.Push(Request);

        await guarded.ExpectAsync(isAllowed: false, action == GuardAction.RequireReason ? "guard.reason_missing" : "guard.confirmation_missing", isAsync: true);

        Assert.Empty(output.ToString());

        static void Set(GuardOptions options)
        {
            options.Yes = true;
            options.Reason = "for the console";
        }
    }

    [Fact]
    public async Task Nobody_is_asked_when_prompts_are_switched_off()
    {
        var output = new StringWriter();
        await using var guarded = new Guarded(
            GuardAction.RequireConfirmation, static options => options.Prompt = false, new GuardConsole(new StringReader("orders\n"), output, isInteractive: true));
        await guarded.ExpectAsync(isAllowed: false, "guard.confirmation_missing", isAsync: false);
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_approval_lets_an_operation_through_once(bool isAsync)
    {
        var approvals = new TestApprovals();
        await using var guarded = new Guarded(GuardAction.RequireApproval, approvals: approvals);
        using var scope = AuditContext.Push(Request);

        var refusal = await guarded.ExpectAsync(isAllowed: false, "guard.approval_required", isAsync);
        Assert.Equal(approvals.Pending!.Id, refusal!.ApprovalId);
        Assert.Contains(approvals.Pending.Id.ToString(), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(("dana", "postgresql/localhost:5432/shop"), (approvals.Pending.Binding.RequesterId, approvals.Pending.Binding.Database));
        // The hash of the operation's content, slow to guess.
        Assert.Equal(
            Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2("hash", "postgresql/localhost:5432/shop"u8, 100_000, HashAlgorithmName.SHA256, 32)),
            approvals.Pending.Binding.ContentHash);
        Assert.Equal(("rule", "Production"), (approvals.Pending.Rule, approvals.Pending.Environment));
        Assert.Equal(TimeSpan.FromHours(1), approvals.Pending.ExpiresAt - approvals.Pending.RequestedAt);

        approvals.IsApproved = true;
        await guarded.ExpectAsync(isAllowed: true, "guard.approval_used", isAsync);
        await guarded.ExpectAsync(isAllowed: false, "guard.approval_required", isAsync);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Without_an_answer_there_is_no_approval(bool isAsync, bool isSilent)
    {
        var approvals = new TestApprovals { Throws = !isSilent, IsSilent = isSilent };
        await using var guarded = new Guarded(GuardAction.RequireApproval, static options => options.DurableTimeout = TimeSpan.FromMilliseconds(100), approvals: approvals);
        await guarded.ExpectAsync(isAllowed: false, "guard.approval_unavailable", isAsync);
    }
}
