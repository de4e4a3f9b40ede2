namespace Audit.Spooling.Configuration;

/// <summary>What happens when the spool's directory cannot be used at start.</summary>
public enum SpoolUnavailableMode
{
    /// <summary>The application starts, events wait in memory; an error is logged, and health reports say so.</summary>
    Continue,

    /// <summary>The start fails and says what is wrong.</summary>
    FailOperation,
}
