; Installs Sweetspot for one person, without an administrator: makensis /DVERSION=.. /DNUMBERS=..
; /DPROGRAM=folder /DICON=file.ico /DOUT=file.exe [/DTRAINER=folder] sweetspot.nsi
Target amd64-unicode ; the program is for 64 bits, and so is what installs it
Unicode true
!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"

!define NAME "Sweetspot"
!define CLASSES "Software\Classes"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define PROGRAM_EXE "Sweetspot-Window.exe"

Name "${NAME}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}" "Folder"
SetCompressor /SOLID lzma
ManifestDPIAware true
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} installer"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM_EXE}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!macro FileType ENDING CLASS WORDS
  WriteRegStr HKCU "${CLASSES}\${CLASS}" "" "${WORDS}"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\DefaultIcon" "" "$INSTDIR\${PROGRAM_EXE},0"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\shell\open\command" "" '"$INSTDIR\${PROGRAM_EXE}" "%1"'
  WriteRegStr HKCU "${CLASSES}\${ENDING}\OpenWithProgids" "${CLASS}" ""
!macroend

Section "${NAME}" SectionProgram
  SectionIn RO
  ; An older version goes first, so that no file of it is left among the new ones.
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    RMDir /r "$INSTDIR\_internal"
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}\*.*"
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM_EXE}"
  WriteRegStr HKCU "Software\${NAME}" "Folder" "$INSTDIR"
  !insertmacro FileType ".sweetspot" "Sweetspot.Bundle" "Sweetspot detector for the iPhone"
  WriteRegStr HKCU "${CLASSES}\.sweetspot" "" "Sweetspot.Bundle"
  !insertmacro FileType ".mp4" "Sweetspot.Video" "Practice video"
  WriteRegStr HKCU "${CLASSES}\.mov\OpenWithProgids" "Sweetspot.Video" ""
  WriteRegStr HKCU "${CLASSES}\.mkv\OpenWithProgids" "Sweetspot.Video" ""
  WriteRegStr HKCU "${CLASSES}\.avi\OpenWithProgids" "Sweetspot.Video" ""
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM_EXE}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Sweetspot"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

!ifdef TRAINER
Section "Trainer (makes the detector better, exports it for the iPhone)" SectionTrainer
  RMDir /r "$INSTDIR\trainer"
  SetOutPath "$INSTDIR\trainer"
  File /r "${TRAINER}\*.*"
SectionEnd
!endif

Section "Uninstall"
  ; Only what was installed: the folder may be one that a person chose, with other things in it.
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\trainer"
  Delete "$INSTDIR\sweetspot.exe"
  Delete "$INSTDIR\${PROGRAM_EXE}"
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${CLASSES}\Sweetspot.Bundle"
  DeleteRegKey HKCU "${CLASSES}\Sweetspot.Video"
  DeleteRegKey HKCU "${CLASSES}\.sweetspot"
  DeleteRegValue HKCU "${CLASSES}\.mp4\OpenWithProgids" "Sweetspot.Video"
  DeleteRegValue HKCU "${CLASSES}\.mov\OpenWithProgids" "Sweetspot.Video"
  DeleteRegValue HKCU "${CLASSES}\.mkv\OpenWithProgids" "Sweetspot.Video"
  DeleteRegValue HKCU "${CLASSES}\.avi\OpenWithProgids" "Sweetspot.Video"
  DeleteRegKey HKCU "Software\${NAME}"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
