using System.Collections.Immutable;

namespace Audit.Events;

/// <summary>A run of a console command or job.</summary>
/// <param name="Name">The command's name.</param>
/// <param name="Arguments">The arguments, sanitised.</param>
/// <param name="ExitCode">The exit code; <see langword="null"/> when there is none.</param>
public sealed record CommandRun(string Name, ImmutableArray<string> Arguments, int? ExitCode = null);
