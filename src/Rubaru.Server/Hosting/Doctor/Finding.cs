namespace Rubaru.Server.Hosting.Doctor;

/// <summary>One line of the doctor.</summary>
internal sealed record Finding(bool IsGood, string What, string Words)
{
    public override string ToString() => $"{(IsGood ? "PASS" : "WARN")} {What}: {Words}";
}
