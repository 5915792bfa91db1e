@echo off
rem Runs the command line; restores the packages and builds it first when something that the build reads has changed.
rem   TORCH=cpu or cuda   which libtorch package; without it CUDA's where there is an NVIDIA driver
rem   LIBTORCH=DIR        an unpacked libtorch, or the torch folder of a pip install, in the package's place
setlocal
set "root=%~dp0"
set "project=%root%src\FerTrain.Cli"
set "program=%project%\bin\Release\net10.0\FerTrain.Cli.dll"
set "cache=%root%.cache"
set "asked=auto"
if defined TORCH set "asked=%TORCH%"
if not "%asked%"=="auto" if not "%asked%"=="cpu" if not "%asked%"=="cuda" echo fertrain: TORCH=%TORCH%: accepted: cpu, cuda>&2& exit /b 1
if defined LIBTORCH set "asked=none"
where dotnet >nul 2>nul || (echo fertrain: the .NET 10 SDK is needed, and there is no dotnet on the PATH>&2& exit /b 1)
call :is_current || call :build || exit /b 1
dotnet "%program%" %*
exit /b

rem Was the last build asked for the same, and is nothing newer? cmd cannot compare times to the second, PowerShell can.
:is_current
if not exist "%program%" exit /b 1
if not exist "%cache%\built" exit /b 1
powershell -NoProfile -Command "Set-Location -LiteralPath $env:root; $built = Get-Item .cache/built; $newer = Get-ChildItem src, build, configs, fertrain.cmd, global.json, Directory.* -Recurse -File | Where-Object { $_.FullName -notmatch '[\\/](bin|obj)[\\/]' -and $_.LastWriteTimeUtc -gt $built.LastWriteTimeUtc }; exit [int](($null -ne $newer) -or ((Get-Content $built) -ne $env:asked))"
exit /b

rem Only one launcher at a time can open the lock for writing, and only it comes to set the result.
:build
if not exist "%cache%" mkdir "%cache%"
set "result="
8>&2 2>nul (9>"%cache%\lock" call :build_alone 2>&8)
if defined result exit /b %result%
ping -n 2 127.0.0.1 >nul
goto build

:build_alone
call :is_current && (set "result=0" & exit /b 0)
set "torch_package=%asked%"
if "%asked%"=="auto" set "torch_package=cpu"
if "%asked%"=="auto" nvidia-smi >nul 2>nul && set "torch_package=cuda"
>"%cache%\built.new" echo %asked%
echo fertrain: restoring packages, half a gigabyte at first, and some more for CUDA>&2
dotnet restore "%project%" -p:Torch=%torch_package% --disable-build-servers >"%cache%\build.log" 2>&1 || goto not_restored
echo fertrain: building>&2
dotnet build "%project%" -c Release -p:Torch=%torch_package% --no-restore --nologo --disable-build-servers >"%cache%\build.log" 2>&1 || goto not_built
move /y "%cache%\built.new" "%cache%\built" >nul
set "result=0"
exit /b 0

:not_restored
type "%cache%\build.log" >&2
if "%torch_package%"=="cuda" echo fertrain: the packages with CUDA cannot be restored: TORCH=cpu computes on the CPU, LIBTORCH=DIR with the libtorch of a PyTorch that is here>&2
set "result=1"
exit /b 1

:not_built
type "%cache%\build.log" >&2
echo fertrain: the build failed>&2
set "result=1"
exit /b 1
