using System.Security.Cryptography;
using Audit.Guarding.Approvals;
using Audit.Guarding.Attempts;
using Audit.Guarding.Configuration;
using Audit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.Guarding.Asking;

/// <summary>Spends an operation's approval, or asks for one. Without an answer in time there is no approval.</summary>
internal sealed class ApprovalDesk(IServiceProvider services, GuardSettings settings, ProcessRun run, TimeProvider time, ILogger<ApprovalDesk> logger)
{
    private const int HashRounds = 100_000;

    /// <summary>Lets an approved operation through, from synchronous code.</summary>
    public void Require(Attempt attempt)
    {
        if (Find(attempt) is not { } approvals)
            return;

        try
        {
            var request = Describe(attempt);
            if (OffThread.TryRun(token => approvals.RedeemOrRequestAsync(request, token), settings.Options.DurableTimeout, out var approval))
                Settle(attempt, approval!);
            else
                Fail(attempt, null);
        }
        catch (Exception exception)
        {
            Fail(attempt, exception);
        }
    }

    /// <summary>Lets an approved operation through.</summary>
    public async ValueTask RequireAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        if (Find(attempt) is not { } approvals)
            return;

        using var limit = new CancellationTokenSource(settings.Options.DurableTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            Settle(attempt, await approvals.RedeemOrRequestAsync(Describe(attempt), either.Token).ConfigureAwait(false));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Fail(attempt, limit.IsCancellationRequested ? null : exception);
        }
    }

    private IApprovals? Find(Attempt attempt)
    {
        if (services.GetService<IApprovalStore>() is not null && services.GetService<IApprovals>() is { } approvals)
            return approvals;
        attempt.Refuse(
            "approval_unavailable",
            "it needs an approval, and nothing keeps approvals: register an IApprovalStore, for example by AddClickHouse() on the builder that AddAudit() returned.");
        return null;
    }

    /// <summary>
    /// The hash of a statement with few possible values in it could be guessed by who reads the store: each guess is to cost a tenth of a second. The salt
    /// is the database, since the same operation must be found again.
    /// </summary>
    private static string Slowed(string hash, string database) => Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(
        hash, System.Text.Encoding.UTF8.GetBytes(database), HashRounds, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes));

    private Approval Describe(Attempt attempt)
    {
        var now = time.GetUtcNow();
        var target = attempt.Request.Database;
        var database = target is null ? "" : $"{target.System}/{target.Server}/{target.Name}";
        return new Approval
        {
            Id = Events.AuditId.Create(Events.AuditEvent.UnixMicroseconds(now)),
            Binding = new ApprovalBinding(
                attempt.Request.Statement.Fingerprint,
                Slowed(attempt.Request.ContentHash(), database),
                database,
                attempt.Context.Actor.Id),
            Rule = attempt.Rule,
            Statement = attempt.Request.Statement.RedactedText,
            Reasons = attempt.Reasons,
            RequestedBy = attempt.Context.Actor,
            RequestedAt = now,
            ExpiresAt = now + settings.Options.ApprovalExpiry,
            Application = run.Origin.Application,
            Environment = run.Origin.Environment,
            RequestNote = attempt.Reason,
        };
    }

    private static void Settle(Attempt attempt, Approval approval)
    {
        attempt.ApprovalId = approval.Id;
        if (approval.State == ApprovalState.Used)
            attempt.Allow("approval_used");
        else
            attempt.Refuse("approval_required", $"it needs the approval {approval.Id} by a second person until {approval.ExpiresAt:u}. Try again once it is given.");
    }

    private void Fail(Attempt attempt, Exception? exception)
    {
        logger.ApprovalUnavailable(attempt.Rule, settings.Options.DurableTimeout, exception);
        attempt.Refuse("approval_unavailable", "it needs an approval, and where approvals are kept could not be reached in time.");
    }
}
