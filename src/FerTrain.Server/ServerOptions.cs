using System.Net;
using FerTrain.Vision;

namespace FerTrain.Server;

/// <summary>Holds the settings of the server.</summary>
internal sealed record ServerOptions
{
    /// <summary>The address to listen at; any other than a loopback address asks for a token.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for any that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The folder of the run directories; it need not exist.</summary>
    public string Runs { get; init; } = "runs";

    /// <summary>The time constant of smoothing the probabilities of a face in the frames of a camera, in seconds; 0 turns it off.</summary>
    public double Smoothing { get; init; } = FaceTracker.UsualSmoothing;

    public ServerLimits Limits { get; init; } = new();
}

/// <summary>Limits what a client can ask of the server, so that its memory does not grow with what is asked.</summary>
internal sealed record ServerLimits
{
    /// <summary>The largest body of a request in bytes.</summary>
    public int BodyBytes { get; init; } = 16 << 20;

    /// <summary>The number of megapixels above which an image is not decoded.</summary>
    public int Megapixels { get; init; } = 32;

    /// <summary>The most images of a request.</summary>
    public int Images { get; init; } = 32;

    /// <summary>The requests with images that are read and answered at the same time.</summary>
    public int Requests { get; init; } = 16;

    /// <summary>The requests with images that wait, unread, until others are answered; a further one gets 503.</summary>
    public int Waiting { get; init; } = 64;

    /// <summary>The time from the arrival of a request with images to its answer.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least speed of a body in bytes a second, once <see cref="SlowStart"/> is over.</summary>
    public int BytesPerSecond { get; init; } = 1024;

    /// <summary>The time that a body may take to begin.</summary>
    public TimeSpan SlowStart { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The cameras at the same time.</summary>
    public int Cameras { get; init; } = 16;

    /// <summary>The largest frame of a camera in bytes.</summary>
    public int FrameBytes { get; init; } = 2 << 20;

    /// <summary>The runs that are followed at the same time.</summary>
    public int Followers { get; init; } = 64;

    /// <summary>The most runs of a comparison.</summary>
    public int ComparedRuns { get; init; } = 12;
}
