using Audit.Classification.Fingerprinting;
using Audit.Classification.Parsing;
using Audit.Classification.Tokens;

namespace Audit.Classification.Rewriting;

/// <summary>The analysis of a text that runs within another.</summary>
internal static class TextAnalysis
{
    public static (string Redacted, ulong Fingerprint) Run(ReadOnlySpan<char> text, in TextToRun run, Workspace workspace)
    {
        var buffer = workspace.Rent();
        var fingerprint = Analyze(text, run, workspace, buffer);
        RedactedStatement.Write(text, buffer, workspace.Writer);
        var redacted = workspace.Writer.Written.ToString();
        workspace.Return(buffer);
        return (redacted, fingerprint);
    }

    /// <summary>Tokens, findings and fingerprint of a text.</summary>
    public static ulong Analyze(ReadOnlySpan<char> text, in TextToRun run, Workspace workspace, TokenBuffer buffer)
    {
        new Tokenizer(text, run.Dialect, run.Options, buffer).Run();
        var scope = workspace.Scope.Count;
        var tables = workspace.Tables.Count;
        new StatementParser(text, buffer, run, workspace).Run();
        workspace.Scope.Truncate(scope);
        workspace.Tables.RemoveRange(tables, workspace.Tables.Count - tables);

        if (buffer.Bodies.Count > 1)
            buffer.Bodies.Sort(static (a, b) => a.Token.CompareTo(b.Token));
        workspace.Findings.HasCredentials |= Concealment.Apply(text, buffer, run.Dialect);
        workspace.Findings.IsIncomplete |= buffer.IsBroken;
        return StatementFingerprint.Compute(buffer);
    }
}
