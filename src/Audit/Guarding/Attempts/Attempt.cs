using System.Collections.Immutable;
using Audit.Context;
using Audit.Events;

namespace Audit.Guarding.Attempts;

/// <summary>A guarded operation on its way through the guard.</summary>
internal sealed class Attempt(GuardRequest request, string rule, GuardAction action, GuardExcess? excess = null)
{
    public GuardRequest Request => request;

    public string Rule => rule;

    public GuardAction Action => action;

    /// <summary>What it changed beyond its limit, when it ran already.</summary>
    public GuardExcess? Excess => excess;

    public AuditContext Context { get; } = AuditContext.Current;

    /// <summary>Why the actor does it, redacted; empty when nobody said.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Whether it may run.</summary>
    public bool IsAllowed { get; private set; }

    /// <summary>What the guard did, as the end of the event's action.</summary>
    public string Step { get; private set; } = "block";

    /// <summary>Why it may not run, for the person who tried.</summary>
    public string Explanation { get; private set; } = "";

    /// <summary>The approval that it waits for, or has used.</summary>
    public Guid? ApprovalId { get; set; }

    public ImmutableArray<string> Reasons => [.. request.Statement.DestructiveReasons.Select(static reason => reason.Name).Distinct()];

    /// <summary>The statement in a line, redacted as it is.</summary>
    public string Summary
    {
        get
        {
            const int longest = 160;
            var text = string.Join(' ', request.Statement.RedactedText.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (text.Length == 0)
                return string.Join(", ", request.Statement.Operations);
            return text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest), "…");
        }
    }

    /// <summary>What it harms, as a person has to type it.</summary>
    public string Subject
    {
        get
        {
            foreach (var reason in request.Statement.DestructiveReasons)
            {
                if (reason.Table is { Length: > 0 } table)
                    return table;
            }

            return request.Statement.TablesWritten is [var first, ..] ? first : request.Database?.Name is { Length: > 0 } name ? name : "yes";
        }
    }

    public Attempt Allow(string step)
    {
        IsAllowed = true;
        Step = step;
        return this;
    }

    public Attempt Refuse(string step, string explanation)
    {
        IsAllowed = false;
        Step = step;
        Explanation = explanation;
        return this;
    }

    /// <summary>The event of the attempt, under the context in which it was made.</summary>
    public AuditEvent ToEvent(TimeProvider time, Guid parentId = default) => new(time.GetUtcNow())
    {
        Category = EventCategory.Guard,
        Action = "guard." + Step,
        Outcome = IsAllowed ? Outcome.Unknown : excess is null ? Outcome.Blocked : Outcome.RolledBack,
        Risk = request.Statement.Risk,
        Destructive = request.Statement.Risk >= Risk.Medium,
        Source = request.Source,
        Database = request.Database,
        Statement = request.Statement,
        Parameters = request.Parameters,
        RowsAffected = excess?.RowsAffected ?? -1,
        TransactionId = request.TransactionId,
        ParentId = parentId != Guid.Empty ? parentId : Context.ParentEventId,
        Attributes = Attributes(),
    };

    private ImmutableArray<AuditAttribute> Attributes()
    {
        var attributes = ImmutableArray.CreateBuilder<AuditAttribute>(5);
        attributes.Add(new AuditAttribute("guard.rule", rule));
        attributes.Add(new AuditAttribute("guard.action", action.ToRecordedName()));
        if (Reason.Length > 0)
            attributes.Add(new AuditAttribute("guard.reason", Reason));
        if (ApprovalId is { } approval)
            attributes.Add(new AuditAttribute("guard.approval_id", approval.ToString()));
        if (excess is not null)
            attributes.Add(new AuditAttribute("guard.max_rows", excess.Limit.MaxRows.ToString()));
        return attributes.DrainToImmutable();
    }
}
