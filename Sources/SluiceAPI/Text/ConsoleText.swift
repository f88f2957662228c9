/// A text of the pages that no other row of the catalogue has. Places are in braces.
public enum ConsoleText: String, Sendable, CaseIterable {
    case skip
    case language
    case themeDark
    case themeLight
    case themeAuto
    case zone
    case today
    case liveAsOf
    case liveOn
    case liveOff
    case liveBack
    case leave
    case goOn
    case stale
    case behind
    case myLockedCredit
    case availableCredit
    case available
    case locked
    case lockedCount
    case used
    case sumSpoken
    case sumLimit
    case sumTemporary
    case sumRest
    case sumOver
    case meaningAvailable
    case meaningLocked
    case meaningUsed
    case locks
    case noLocks
    case moreLocks
    case inbox
    case unread
    case markRead
    case noMessages
    case history
    case noHistory
    case steps
    case stepDone
    case stepNow
    case stepAhead
    case orderNumber
    case likelyBy
    case askRelease
    case whyLocked
    case whatNext
    case stopLocked
    case stopReserved
    case stopShipped
    case stopDelivered
    case stopCompleted
    case stopBilled
    case stopCancelled
    case stopChecked
    case stopReturned
    case stopAsked
    case stopSentBack
    case stopInspected
    case stopRefunded
    case stopDecided
    case waitsShop
    case waitsLender
    case waitsYou
    case waitsAuthority
    case saidShip
    case saidDeliver
    case saidDeliverShipped
    case saidComplete
    case saidReview
    case saidDecide
    case saidJudge
    case saidResolve
    case saidOther
    case saidPart
    case saidReturnGoods
    case saidReturnInspection
    case saidReturnStaff
    case latestShip
    case latestDeliver
    case latestComplete
    case latestReview
    case latestDecide
    case latestOther
    case latestReturn
    case endedAt
    case flagLate
    case lateBy
    case lateByOne
    case lateAsks
    case flagNeedsYou
    case needsConfirm
    case needsGoods
    case flagAsked
    case endedBilled
    case endedUnlocked
    case endedPart
    case endedDeclined
    case endedSplit
    case questions
    case why
    case topicWhat
    case topicWhy
    case topicSince
    case topicFacts
    case topicAwaited
    case topicThen
    case topicEnds
    case topicCan
    case askCancelled
    case askReturned
    case askRepaid
    case askUnchanged
    case askWho
    case askSoLong
    case askWhen
    case askBilled
    case askNotShipped
    case cancelledHeard, cancelledPart, cancelledLate, cancelledUnheard, cancelledUnheardBilled,
        cancelledUnheardEnded
    case pullPlanned
    case returnNone, returnOpen, returnClosed, returnLapsed, returnTold, returnReceived,
        returnChecked, returnNothingBilled
    case repaidUnheard, repaidBounced, repaidHeard, repaidEndsNoLock
    case availableNow, limitMoved, limitFull
    case unchangedOpen
    case billedNotBack
    case shippedHeard, shippedPart, shippedUnheard, shippedAfterEnd, shipsNoMore
    case soLongSoFar
    case soLongWas
    case spanShare
    case days
    case hours
    case minutes
    case releaseOpen, releasePending, releaseKept, releaseBilled, releaseEnded
    case releaseIntro
    case releaseBy
    case releaseWhy
    case groundCancelled
    case groundNotShipped
    case groundReturned
    case groundTwice
    case groundOther
    case evidence
    case evidenceHint
    case send
    case helpful
    case yes
    case no
    case helpfulThanks
    case contactReason
    case signIn
    case signOut
    case credential
    case credentialHint
    case signInTerms
    case signInFailed
    case tooManySessions
    case arriveFirst
    case arriveWhy
    case arriveFailed
    case problemForbidden
    case problemNotFound
    case problemBusy
    case problemInput
    case problemFailed
    case navOperations
    case navSupport
    case navReviews
    case searchLabel
    case searchNone
    case searchHint
    case accountTitle
    case lockTitle
    case sayTitle
    case lastTold
    case nothingTold
    case toldRead
    case toldUnread
    case toldKept, toldMissed, toldStands
    case mayNotSay
    case mayNotEarlier
    case mayNotUnlocked
    case mayNotFreeze
    case mayNotRisk
    case mayNotOthers
    case nextStep
    case nextBy
    case nextPast
    case nudge
    case nudged
    case nudgeNone
    case nudgeThen, nudgePlanned
    case caller
    case callerMasked, callerWay, callerVerify, callerLasts, callerShown, callerEnd
    case wayCalledBack, wayOneTimeCode, wayQuestions, wayApp
    case timeline
    case state
    case stateStatus
    case stateOpen
    case stateBilled
    case stateBack
    case stateEnds
    case statePromised
    case statePolicy
    case stateOverlays
    case stateUntil
    case related
    case relatedAccount
    case findings
    case returns
    case breaks
    case locksOf
    case noneOpen
    case endedTitle
    case actions
    case actionRelease
    case actionReleaseThen
    case actionNone
    case reason
    case columnLock
    case columnMerchant
    case columnAmount
    case columnStatus
    case columnEnds
    case columnWhat
    case columnCount
    case columnOldest
    case columnNext
    case columnShare
    case columnSince
    case columnAccount
    case columnWhy
    case columnDecides
    case maskedNote
    case wordGood
    case wordWatch
    case wordAct
    case tileDeclines, tileDeclinesOf
    case tileWrong, tileWrongOf
    case tilePast, tilePastOf
    case tileFeeds, tileFeedsOf
    case tileDue, tileDueOf
    case tileLocked, tileLockedOf
    case tileUnlock, tileUnlockOf
    case tileQueue
    case tileQueueTier
    case tileQueueNone
    case tileAnomalies, tileAnomaliesOf
    case chartRates
    case chartSince
    case chartTimes, chartTimesOf
    case chartPulse, chartPulseOf
    case chartPulseNone
    case asTable
    case columnUntil
    case columnCheckouts
    case columnUnlocks
    case columnFacts
    case columnCheckoutP50, columnCheckoutP99, columnUnlockP50, columnUnlockP99
    case chartAges, chartAgesOf
    case chartAgesNone
    case columnAge
    case ageHour, ageDay, ageThreeDays, ageWeek, ageTwoWeeks, ageMonth, ageOlder
    case chartWhy, chartWhyOf
    case chartWhyNone
    case chartWhose
    case columnUpTo, columnAmountDays, columnMean
    case chartLate, chartLateOf, chartLateNone
    case columnDelay, lateSilent, lateUntold, lateMissing
    case chartLevels, chartLevelsOf
    case chartLevelsNone
    case levelShare
    case levelDeadline
    case columnCause
    case columnPromise
    case columnKept
    case board
    case boardNone
    case boardCounting
    case repairsOn
    case repairsOff
    case repairsHow
    case dryRun
    case dryRunTotal
    case dryRunNone
    case repairNow
    case repairDone
    case repairProposal
    case wouldRelease
    case nothingHere
    case back
    case reviewsNone
    case reviewsMove
    case reviewsYes
    case reviewsNo
    case decideRelease
    case decideKeep
    case decideApprove
    case decideDecline
    case selfRelease
    case selfDecline
    case askedMerchant
    case askedOther
    case purchase
    case decided
    case decidedNow
    case undo
    case undone
    case reviewYield
    case moreReviews, reviewsNext, reviewsFirst
    case causeWord
    case causeDoubt
    case causeEnd
    case causeSilence
    case causeRefund
    case causeLender
    case tierLow, tierMedium, tierHigh
    case ownerMerchant, ownerOperator, ownerSupport, ownerReviewer, ownerLender
    case statusActive
    case statusPartCaptured
    case statusCaptured
    case statusClosed
    case statusExpired
    case statusReleased
    case statusDeclined
    case statusPending
    case statusSplit
    case overlayPlacementReview
    case overlayUnlockReview
    case overlayReleaseQueued
    case overlayDispute
    case overlayLegalFreeze
    case overlayResultUnknown
    case overlaySilence
    case stageGoods
    case stageInspection
    case stageStaff
    case stageClosed
    case navLevels
    case levelsAll, levelsOfMerchant, levelsFind
    case levelsWindow, levelsIn28Days
    case levelsPromised, levelsKeptOf, levelsOfReturns
    case levelsHow, levelsByDay, levelsNone, levelsNothing
    case tileLevels, tileLevelsOf, tileBudget, tileBudgetOf, tileBurn, tileBurnOf
    case columnReturns, columnTold, columnHappened, columnTimes, columnLongest
    case columnBudget, columnBurnHour, columnBurnDay
    case levelsPulls, levelsPullsOf, levelsPullsNone
    case columnConnector, columnClass, columnWaiting, columnOldestWait, columnLongestWait
    case pullUrgent, pullDeadline, pullDoubt, pullGap
    case levelsAnswers, levelsAnswersOf, levelsAnswersNone
    case columnLane, laneUnlock, laneCheckout, laneSync, laneBackground
    case levelsYields, levelsYieldsNone
    case columnReview, columnFound, columnForNothing
    case reviewOfPurchase, reviewOfRelease, reviewDrawn, amountHours
    case levelsDesk, levelsPersons, levelsOverdue, columnTier, columnLookedAt
    case quoteTitle
    case quoteAskWhy
    case quoteAsk
    case quoteLocks
    case quoteReserves
    case quoteRemains
    case quoteRemainsOf
    case quoteBilled
    case quoteBilledShipped
    case quoteBilledDelivered
    case quoteBilledCompleted
    case quoteReturned
    case quoteReturnedShipped
    case quoteReturnedDelivered
    case quoteReturnedCompleted
    case quoteLikely
    case quoteLikelyBilled
    case quoteLikelyUnknown
    case quoteLatest
    case quoteDue
    case quoteRate
    case quoteRateOf
    case quoteReview
    case quoteReviewBy
    case quoteTolerance
    case quoteToleranceOf
    case quoteDigest
    case quoteAsOf
    case quoteNothingYet
    case quoteDeclined
    case quoteHelp
    case quoteAvailable
    case quoteMissing
    case quoteRepay
    case quoteOrderAnew
    case quoteFault
    case quoteFaultWhat
    case enterTerms
    case enterSpent
    case enterAgain
    case demo
    case demoWhat
    case demoConsumer
    case demoPlaced
    case demoDeclined
    case demoTold
    case demoHeldBack
    case demoPeak
    case demoPeakWhat
    case demoPeakLook
    case demoOutage
    case demoOutageWhat
    case demoOutageLook
    case demoSilence
    case demoSilenceWhat
    case demoSilenceLook
    case demoOn
    case demoOff
    case demoBegin
    case demoEnd
    case demoSee
    case demoCase
    case navMerchant
    case merchantFind
    case merchantFindHint
    case merchantOpen
    case merchantUnknown
    case merchantLooking
    case feedTitle
    case feedWordFew
    case feedWordNone
    case feedAlive
    case feedFew
    case feedNone
    case feedLost
    case feedParked
    case listShip
    case listShipHint
    case listEnding
    case listEndingHint
    case listOver
    case listOverHint
    case listReturns
    case listReturnsHint
    case listOwed
    case listOwedHint
    case emptyShip, emptyEnding, emptyOver, emptyReturns, emptyOwed, emptyRest
    case listAll
    case listDays
    case listFurther
    case listsBack
    case tileEnding
    case tileOpenOf
    case tileOverOf
    case tileReturnsOf
    case tileOwed, tileOwedOf
    case tileOwedNone
    case columnBegan
    case columnPromised
    case columnOver
    case columnDue
    case columnDay
    case columnOrders
    case columnRefunded
    case columnCorrected
    case columnOwed
    case columnBooks
    case columnRows
    case daysSum
    case dayClosed
    case dayOpen
    case csvOf
    case clockLeft
    case clockAgo
    case clockNow
    case stepShip
    case stepShipDelivers
    case stepDeliver
    case stepShipCompletes
    case stepComplete
    case stepResolve
    case stepPromiseOver
    case stepDoNotShip
    case stepNotTheRest
    case stepInspect
    case stepReceive
    case extendLink
    case extendTitle
    case extendUntil
    case extendChoice
    case extendThen
    case extendButton
    case extendedDone
    case giveBackTitle
    case giveBackThen
    case giveBackSure
    case giveBack
    case releasedDone
    case merchantIdle
    case merchantLooked
}
