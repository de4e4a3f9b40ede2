using Audit.Events;

namespace Audit.Querying.Filtering;

/// <summary>The condition that every word stands in the statement, the error, the command line, the entity's key or the actor.</summary>
internal sealed class SearchTest
{
    private readonly SearchWord[] _words;

    public SearchTest(string search, FilterLimits limits, string path)
    {
        _words = SearchWord.SplitChecked(search, limits, path);
        foreach (var _ in _words)
            limits.Count(path);
    }

    public bool Matches(AuditEvent auditEvent)
    {
        foreach (var word in _words)
        {
            if (!IsIn(auditEvent, word))
                return false;
        }

        return true;
    }

    private static bool IsIn(AuditEvent auditEvent, SearchWord word) =>
        word.IsIn(auditEvent.Statement?.RedactedText)
        || word.IsIn(auditEvent.ErrorMessage)
        || word.IsIn(auditEvent.Command?.Name)
        || (auditEvent.Command is { Arguments.IsDefaultOrEmpty: false } command && word.IsIn(string.Join(' ', command.Arguments)))
        || word.IsIn(auditEvent.Entity?.Key)
        || word.IsIn(EventTexts.ActorId(auditEvent))
        || word.IsIn(EventTexts.ActorName(auditEvent));
}
