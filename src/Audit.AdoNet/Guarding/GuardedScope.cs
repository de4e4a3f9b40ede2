using Audit.Statements;

namespace Audit.AdoNet.Guarding;

/// <summary>
/// Within it, the drop of a database has been decided on: a provider that drops it by a command is not asked a second time, under another name for
/// what issues it.
/// </summary>
internal readonly struct GuardedScope : IDisposable
{
    private static readonly AsyncLocal<bool> Ambient = new();

    public static GuardedScope Enter()
    {
        Ambient.Value = true;
        return default;
    }

    /// <summary>Whether a statement does nothing but what has been decided on.</summary>
    public static bool Covers(StatementInfo statement)
    {
        if (!Ambient.Value || statement.IsOpaque || statement.IsIncomplete)
            return false;
        foreach (var reason in statement.DestructiveReasons)
        {
            if (reason.Name != "drop_database")
                return false;
        }

        return true;
    }

    public void Dispose() => Ambient.Value = false;
}
