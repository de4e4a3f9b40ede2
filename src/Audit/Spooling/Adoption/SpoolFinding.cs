namespace Audit.Spooling.Adoption;

/// <summary>What was found in the directory of a process that is gone.</summary>
/// <param name="Directory">The spool; <see langword="null"/> when there is none to be delivered.</param>
/// <param name="Refused">The names of files that somebody else put there; they are left alone.</param>
/// <param name="Damaged">The names of segments whose head is damaged; their batches speak for themselves.</param>
internal sealed record SpoolFinding(SpoolDirectory? Directory, IReadOnlyList<string> Refused, IReadOnlyList<string> Damaged);
