using Audit.Events;

namespace Audit.AdoNet.Outcomes;

/// <summary>How a command failed.</summary>
/// <param name="Outcome"><see cref="Outcome.Failed"/> or <see cref="Outcome.Cancelled"/>.</param>
/// <param name="Code">The driver's code: SQLSTATE or number; else the exception's type.</param>
/// <param name="Message">The exception's message, not redacted yet.</param>
internal readonly record struct CommandError(Outcome Outcome, string Code, string Message);
