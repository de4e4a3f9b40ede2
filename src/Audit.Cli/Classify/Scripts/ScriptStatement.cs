namespace Audit.Cli.Classify.Scripts;

/// <summary>A statement of a script.</summary>
/// <param name="Line">The line that it starts on, from 1.</param>
/// <param name="Text">Its text, without what ends it.</param>
internal readonly record struct ScriptStatement(int Line, string Text);
